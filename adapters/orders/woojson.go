package orders

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"regexp"
	"strings"
	"time"

	"amends/dialogue"
	"amends/dialogue/money"
)

// errNotWoo is why an entry of a JSON export is left out.
var errNotWoo = errors.New("the entry is no order of WooCommerce")

// wooJSON is an order as the REST API v3 writes it, https://woocommerce.github.io/woocommerce-rest-api-docs/#orders.
type wooJSON struct {
	ID               scalar     `json:"id"`
	Number           scalar     `json:"number"`
	Status           scalar     `json:"status"`
	Currency         scalar     `json:"currency"`
	Created          scalar     `json:"date_created_gmt"`
	CreatedLocal     scalar     `json:"date_created"`
	Modified         scalar     `json:"date_modified_gmt"`
	PricesIncludeTax scalar     `json:"prices_include_tax"`
	ShippingTotal    scalar     `json:"shipping_total"`
	ShippingTax      scalar     `json:"shipping_tax"`
	Billing          wooAddress `json:"billing"`
	Shipping         wooAddress `json:"shipping"`
	Lines            []wooPart  `json:"line_items"`
	Refunds          []struct {
		ID    scalar `json:"id"`
		Total scalar `json:"total"`
	} `json:"refunds"`
}

type wooAddress struct {
	Postcode scalar `json:"postcode"`
	Country  scalar `json:"country"`
	Email    scalar `json:"email"`
	Phone    scalar `json:"phone"`
}

type wooPart struct {
	Name     scalar `json:"name"`
	SKU      scalar `json:"sku"`
	Quantity scalar `json:"quantity"`
	Total    scalar `json:"total"`
	TotalTax scalar `json:"total_tax"`
	Meta     []struct {
		Key   scalar `json:"key"`
		Value scalar `json:"display_value"`
	} `json:"meta_data"`
}

// UnmarshalJSON takes an empty list, which is how PHP writes an empty map, as no address.
func (a *wooAddress) UnmarshalJSON(b []byte) error {
	if b[0] != '{' {
		return nil
	}
	type plain wooAddress
	return json.Unmarshal(b, (*plain)(a))
}

// scalar is a JSON text, number or boolean as it is written; "" for anything else, such as null or the maps of plug-ins.
type scalar string

func (s *scalar) UnmarshalJSON(b []byte) error {
	switch {
	case b[0] == '"':
		return json.Unmarshal(b, (*string)(s))
	case b[0] == 't' || b[0] == 'f' || b[0] == '-' || (b[0] >= '0' && b[0] <= '9'):
		*s = scalar(b)
	}
	return nil
}

// looksLikeWoo reports whether content is a JSON export: it is JSON and speaks of line items.
func looksLikeWoo(head []byte) bool {
	head = bytes.TrimSpace(head)
	return len(head) > 0 && (head[0] == '[' || head[0] == '{') && bytes.Contains(head, []byte(`"line_items"`))
}

// readWooJSON reads a list of orders, a map with the list under "orders", or orders one after the other.
func readWooJSON(in *input) error {
	head, _ := in.buf.Peek(peek)
	text := &bounded{r: in.buf, left: maxWooOrder}
	j := &wooReader{in: in, text: text, dec: json.NewDecoder(text)}
	switch {
	case wooMap.Match(head):
		return j.orders(3)
	case bytes.TrimSpace(head)[0] == '[':
		return j.orders(1)
	}
	for {
		if err := j.order(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

var wooMap = regexp.MustCompile(`\A\s*\{\s*"orders"\s*:\s*\[`)

// wooReader reads orders one by one, however many there are.
type wooReader struct {
	in   *input
	text *bounded
	dec  *json.Decoder
}

// orders reads a list that begins after so many tokens. What follows the list is not looked at.
func (j *wooReader) orders(tokens int) error {
	for range tokens {
		if _, err := j.dec.Token(); err != nil {
			return j.fail(err)
		}
	}
	for j.dec.More() {
		if err := j.order(); err != nil {
			return err
		}
	}
	if _, err := j.dec.Token(); err != nil {
		return j.fail(err)
	}
	return nil
}

// order reads one order; io.EOF when there is none.
func (j *wooReader) order() error {
	j.text.left = maxWooOrder
	var raw json.RawMessage
	if err := j.dec.Decode(&raw); err == io.EOF {
		return err
	} else if err != nil {
		return j.fail(err)
	}
	line := j.text.line(j.dec.InputOffset()) - bytes.Count(raw, []byte{'\n'})
	j.in.report.Rows++
	var w wooJSON
	if err := json.Unmarshal(raw, &w); err != nil {
		j.in.report.skip(line, errNotWoo.Error())
		return nil
	}
	return j.in.wooEmit(line, w)
}

func (j *wooReader) fail(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		err = errors.New("the JSON ends too early")
	}
	return j.in.errorf(j.text.line(j.dec.InputOffset()), "%w", err)
}

func (in *input) wooEmit(line int, w wooJSON) error {
	id := string(cmp.Or(w.Number, w.ID))
	if Key(id) == "" {
		in.report.skip(line, errNoOrder.Error())
		return nil
	}
	r, err := in.wooRecord(line, id, w)
	if err == nil && len(r.Order.Items) == 0 {
		err = errNoItems
	}
	if err != nil {
		in.report.skip(line, err.Error())
		return nil
	}
	return in.emit(r)
}

func (in *input) wooRecord(line int, id string, w wooJSON) (Record, error) {
	o := dialogue.Order{
		ID:          clean(id, maxKey),
		Marketplace: "own",
		Country:     countryCode(string(cmp.Or(w.Shipping.Country, w.Billing.Country))),
		Currency:    strings.ToUpper(clean(string(w.Currency), 3)),
		Fulfilment:  "seller",
		Placed:      in.jsonTime(line, cmp.Or(w.Created, w.CreatedLocal)),
		Status:      in.status(line, string(w.Status), wooStatus),
	}
	decimals := in.exponent(o.Currency)
	if decimals < 0 {
		return Record{}, errCurrency
	}
	if err := in.wooAmounts(line, w, decimals, &o); err != nil {
		return Record{}, err
	}
	proof := in.hasher.proof(Key(o.ID), person{
		postal:  string(cmp.Or(w.Shipping.Postcode, w.Billing.Postcode)),
		country: o.Country,
		email:   string(w.Billing.Email),
		phone:   string(cmp.Or(w.Billing.Phone, w.Shipping.Phone)),
	})
	return Record{Order: o, Proof: proof, Updated: in.jsonTime(line, cmp.Or(w.Modified, w.Created)), lines: []int{line}}, nil
}

// wooAmounts fills in lines, shipping and refunds. Totals are after discounts and without tax; a shop whose prices include
// tax shows its buyers the sum of the two.
func (in *input) wooAmounts(line int, w wooJSON, decimals int, o *dialogue.Order) error {
	tax := func(s scalar) scalar {
		if w.PricesIncludeTax == "true" {
			return s
		}
		return ""
	}
	var err error
	if o.Shipping, err = sumJSON(decimals, w.ShippingTotal, tax(w.ShippingTax)); err != nil {
		return fmt.Errorf("shipping %w", err)
	}
	for _, p := range w.Lines {
		paid, err := sumJSON(decimals, p.Total, tax(p.TotalTax))
		quantity, ok := parseCount(string(p.Quantity))
		if err != nil || !ok {
			return fmt.Errorf("a line's total %w, or its quantity no number", cmp.Or(err, errQuantity))
		}
		quantity = max(quantity, 1)
		o.Items = append(o.Items, dialogue.Item{
			SKU: clean(string(p.SKU), maxWord), Title: cmp.Or(clean(string(p.Name), maxTitle), clean(string(p.SKU), maxWord)),
			Variant: p.variant(), Quantity: quantity, Price: in.unitPrice(line, max(0, paid), quantity),
		})
	}
	for _, back := range w.Refunds {
		n, err := sumJSON(decimals, back.Total)
		if err != nil {
			return fmt.Errorf("a refund %w", err)
		}
		o.Refunds = append(o.Refunds, dialogue.Refund{
			Amount: money.Money{Minor: max(n, -n), Currency: o.Currency}, Reference: "WooCommerce " + clean(string(back.ID), maxWord)})
	}
	return nil
}

// variant joins the values of the attributes that make a variation. Other meta data may be what a buyer had engraved.
func (p wooPart) variant() string {
	var parts []string
	for _, m := range p.Meta {
		if strings.HasPrefix(string(m.Key), "pa_") && m.Value != "" {
			parts = append(parts, string(m.Value))
		}
	}
	return clean(strings.Join(parts, ", "), maxWord)
}

func (in *input) jsonTime(line int, s scalar) time.Time {
	if s == "" {
		return time.Time{}
	}
	t, err := parseTime(string(s))
	if err != nil {
		in.report.warn(line, "date "+err.Error())
	}
	return t
}

// sumJSON adds amounts and rounds the sum half up, to the minor unit of a currency with so many decimals: shops may keep more
// decimals of a line without tax than money has.
func sumJSON(decimals int, parts ...scalar) (int64, error) {
	sum := new(big.Rat)
	for _, s := range parts {
		if s == "" {
			continue
		}
		n, ok := new(big.Rat).SetString(string(s))
		if !ok || len(s) > 24 || strings.ContainsAny(string(s), "/eExXpP_") {
			return 0, errAmount
		}
		sum.Add(sum, n)
	}
	f, _ := new(big.Rat).Mul(sum, big.NewRat(int64(math.Pow10(decimals)), 1)).Float64()
	if math.Abs(f) > 1e15 {
		return 0, errAmount
	}
	return int64(math.Floor(f + 0.5)), nil
}
