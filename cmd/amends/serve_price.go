package main

import (
	"fmt"
	"regexp"
	"strconv"
)

// price is what a language model costs, in US dollars for a million tokens in and out; the zero value costs nothing.
type price struct{ in, out float64 }

var priceForm = regexp.MustCompile(`^\s*(\d{1,5}(?:\.\d{1,6})?)\s*/\s*(\d{1,5}(?:\.\d{1,6})?)\s*$`)

// priced is the price that the settings name, nil for none.
func (m modelConfig) priced() (*price, error) {
	if m.price == "" {
		return nil, nil
	}
	parts := priceForm.FindStringSubmatch(m.price)
	if parts == nil {
		return nil, fmt.Errorf("OPENAI_PRICE %q: want US dollars for a million tokens in and out, such as 0.15/0.60", m.price)
	}
	in, err := strconv.ParseFloat(parts[1], 64)
	if err != nil {
		return nil, fmt.Errorf("OPENAI_PRICE, tokens in: %w", err)
	}
	out, err := strconv.ParseFloat(parts[2], 64)
	if err != nil {
		return nil, fmt.Errorf("OPENAI_PRICE, tokens out: %w", err)
	}
	return &price{in, out}, nil
}

// of is what a call cost, in US dollars.
func (p price) of(in, out int) float64 { return (float64(in)*p.in + float64(out)*p.out) / 1e6 }
