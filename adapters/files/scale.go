package files

import (
	"image"
	"image/color"

	"golang.org/x/image/draw"
)

// shrink returns the picture with its longer side at most side pixels, on white where it is transparent. A large picture is
// first reduced by a whole factor in its own form, which costs one pass over its bytes instead of a filter over its colours.
func shrink(img image.Image, side int) *image.RGBA {
	long := max(img.Bounds().Dx(), img.Bounds().Dy())
	factor := max(1, long/(2*side))
	if y, ok := img.(*image.YCbCr); ok {
		img = boxYCbCr(y, factor)
	} else {
		img = boxRGBA(flatten(img), factor)
	}
	b := img.Bounds()
	w, h := fit(b.Dx(), b.Dy(), side)
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	if w == b.Dx() && h == b.Dy() {
		draw.Draw(dst, dst.Rect, img, b.Min, draw.Src)
	} else {
		draw.BiLinear.Scale(dst, dst.Rect, img, b, draw.Src, nil)
	}
	return dst
}

// fit returns the size of a w x h picture made at most side long; it never grows and never vanishes.
func fit(w, h, side int) (int, int) {
	long := max(w, h)
	if long <= side {
		return w, h
	}
	return max(1, (w*side+long/2)/long), max(1, (h*side+long/2)/long)
}

// flatten paints a picture on white.
func flatten(img image.Image) *image.RGBA {
	dst := image.NewRGBA(image.Rectangle{Max: img.Bounds().Size()})
	op := draw.Src
	if o, ok := img.(interface{ Opaque() bool }); !ok || !o.Opaque() {
		draw.Draw(dst, dst.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
		op = draw.Over
	}
	draw.Draw(dst, dst.Rect, img, img.Bounds().Min, op)
	return dst
}

// plane is one channel of a picture: the byte at (x, y) is pix[y*stride+x*step].
type plane struct {
	pix          []byte
	stride, step int
	w, h         int
}

// box fills dst with the means of factor x factor squares of src.
func box(dst, src plane, factor int) {
	for y := range dst.h {
		y0 := min(y*factor, src.h-1)
		y1 := min(y0+factor, src.h)
		for x := range dst.w {
			x0 := min(x*factor, src.w-1)
			x1 := min(x0+factor, src.w)
			sum := 0
			for sy := y0; sy < y1; sy++ {
				for at := sy*src.stride + x0*src.step; at <= sy*src.stride+(x1-1)*src.step; at += src.step {
					sum += int(src.pix[at])
				}
			}
			dst.pix[y*dst.stride+x*dst.step] = byte(sum / ((y1 - y0) * (x1 - x0)))
		}
	}
}

func boxYCbCr(src *image.YCbCr, factor int) *image.YCbCr {
	if factor == 1 {
		return src
	}
	b := src.Rect
	dst := image.NewYCbCr(image.Rect(0, 0, divideUp(b.Dx(), factor), divideUp(b.Dy(), factor)), src.SubsampleRatio)
	sc, dc := chroma(src), chroma(dst)
	box(luma(dst), luma(src), factor)
	box(plane{dst.Cb, dst.CStride, 1, dc.X, dc.Y}, plane{src.Cb, src.CStride, 1, sc.X, sc.Y}, factor)
	box(plane{dst.Cr, dst.CStride, 1, dc.X, dc.Y}, plane{src.Cr, src.CStride, 1, sc.X, sc.Y}, factor)
	return dst
}

func luma(m *image.YCbCr) plane { return plane{m.Y, m.YStride, 1, m.Rect.Dx(), m.Rect.Dy()} }

// chroma returns the size of the colour planes that the picture's pixels use; a decoder may have padded them.
func chroma(m *image.YCbCr) image.Point {
	last := m.COffset(m.Rect.Max.X-1, m.Rect.Max.Y-1)
	return image.Pt(last%m.CStride+1, last/m.CStride+1)
}

func boxRGBA(src *image.RGBA, factor int) *image.RGBA {
	if factor == 1 {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	dst := image.NewRGBA(image.Rect(0, 0, divideUp(w, factor), divideUp(h, factor)))
	for c := range 4 {
		box(plane{dst.Pix[c:], dst.Stride, 4, dst.Rect.Dx(), dst.Rect.Dy()}, plane{src.Pix[c:], src.Stride, 4, w, h}, factor)
	}
	return dst
}

func divideUp(n, by int) int { return (n + by - 1) / by }

// orient turns a stored picture upright by its EXIF orientation (1 to 8; anything else counts as 1).
func orient(src *image.RGBA, orientation int) *image.RGBA {
	if orientation < 2 || orientation > 8 {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	dst := image.NewRGBA(size)
	for y := range size.Max.Y {
		for x := range size.Max.X {
			sx, sy := stored(x, y, w, h, orientation)
			copy(dst.Pix[y*dst.Stride+4*x:][:4], src.Pix[sy*src.Stride+4*sx:][:4])
		}
	}
	return dst
}

// stored returns where in a stored w x h picture the pixel (x, y) of the upright one is.
func stored(x, y, w, h, orientation int) (int, int) {
	switch orientation {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	case 8:
		return w - 1 - y, x
	}
	return x, y
}
