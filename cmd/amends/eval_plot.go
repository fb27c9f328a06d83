package main

import (
	"fmt"
	"strings"
)

// Sizes of the plot, in pixels.
const (
	plotSide = 260 // of the square of the reliability curve
	plotEdge = 40
	barHigh  = 16
	barLong  = 260
	barText  = 160 // room for the name of a label
)

// svg draws how often guesses of each confidence are right, and the F1 of each label.
func (s *scores) svg() string {
	var b strings.Builder
	high := max(plotSide+2*plotEdge, len(s.labels)*barHigh+2*plotEdge)
	wide := plotSide + 3*plotEdge + barText + barLong
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" font-family="sans-serif" font-size="11">`+"\n", wide, high)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" fill="#fff"/>`+"\n")
	s.drawReliability(&b)
	s.drawLabels(&b)
	b.WriteString("</svg>\n")
	return b.String()
}

func (s *scores) drawReliability(b *strings.Builder) {
	x := func(v float64) float64 { return plotEdge + v*plotSide }
	y := func(v float64) float64 { return plotEdge + (1-v)*plotSide }
	fmt.Fprintf(b, `<text x="%d" y="24" font-weight="bold">right, by confidence (area: guesses)</text>`+"\n", plotEdge)
	fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%[3]d" fill="none" stroke="#999"/>`+"\n", plotEdge, plotEdge, plotSide)
	fmt.Fprintf(b, `<path d="M%.0f %.0fL%.0f %.0f" stroke="#bbb" stroke-dasharray="4"/>`+"\n", x(0), y(0), x(1), y(1))
	for _, v := range []float64{0, 0.5, 1} {
		fmt.Fprintf(b, `<text x="%.0f" y="%.0f" text-anchor="middle">%.1f</text><text x="%d" y="%.0f" text-anchor="end">%.1[3]f</text>`+"\n",
			x(v), y(0)+14, v, plotEdge-4, y(v)+4)
	}
	most := 1
	for _, bin := range s.bins {
		most = max(most, bin.n)
	}
	var line []string
	for _, bin := range s.bins {
		if bin.n == 0 {
			continue
		}
		cx, cy := x(bin.sum/float64(bin.n)), y(share(bin.right, bin.n))
		line = append(line, fmt.Sprintf("%.1f,%.1f", cx, cy))
		fmt.Fprintf(b, `<circle cx="%.1f" cy="%.1f" r="%.1f" fill="#36c" fill-opacity="0.6"/>`+"\n", cx, cy, 3+7*float64(bin.n)/float64(most))
	}
	fmt.Fprintf(b, `<polyline points="%s" fill="none" stroke="#36c"/>`+"\n", strings.Join(line, " "))
}

func (s *scores) drawLabels(b *strings.Builder) {
	left := plotSide + 2*plotEdge + barText
	fmt.Fprintf(b, `<text x="%d" y="24" font-weight="bold">F1 of each label (texts)</text>`+"\n", left)
	for i, l := range s.labels {
		top := plotEdge + i*barHigh
		fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="end">%s (%d)</text><rect x="%d" y="%d" width="%.1f" height="%d" fill="#36c"/>`+"\n",
			left-6, top+barHigh-5, l.name, l.n, left, top+2, l.f1()*barLong, barHigh-4)
	}
}
