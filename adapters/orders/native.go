package orders

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strings"

	"amends/dialogue"
	"amends/dialogue/money"

	"go.yaml.in/yaml/v4"
)

// maxNative bounds a native file, in bytes: it is read whole, and YAML takes many times its size in memory.
const maxNative = 8 << 20

// maxErrors is how many errors of a native file are told at once.
const maxErrors = 10

// The words that the native form knows, besides free text.
var (
	marketplaces = []string{"amazon", "ebay", "etsy", "walmart", "own"}
	statuses     = []string{"pending", "unshipped", "shipped", "delivered", "cancelled"}
	fulfilments  = []string{"seller", "marketplace"}
)

var nativeStart = regexp.MustCompile(`(?m)\A(?:\s*(?:#.*)?\n|---[ \t]*\n)*\s*(?:-\s+\{?\s*["']?(?:id|marketplace)["']?\s*:|\[\s*(?:\]|\{\s*["']?id["']?\s*:)|orders\s*:)`)

// looksNative reports whether content is a native file.
func looksNative(head []byte, name string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	return ext == ".yaml" || ext == ".yml" || nativeStart.Match(head)
}

// readNative reads a list of orders in YAML. It is strict: an unknown key or a bad value is an error for the whole file, with
// its line, because such a file is written by hand.
func readNative(in *input) error {
	content, err := io.ReadAll(io.LimitReader(in.buf, maxNative+1))
	if err != nil {
		return fmt.Errorf("%s: %w", in.name, err)
	}
	if len(content) > maxNative {
		return fmt.Errorf("%s: larger than %d MB, too large for YAML: import a CSV instead", in.name, maxNative>>20)
	}
	var doc yaml.Node
	if len(bytes.TrimSpace(content)) > 0 {
		if err := yaml.Load(content, &doc); err != nil {
			return fmt.Errorf("%s: %w", in.name, err)
		}
	}
	n := &native{in: in, seen: make(map[string]int)}
	records := n.file(&doc)
	if len(n.errs) > 0 {
		return errors.Join(n.errs...)
	}
	for _, r := range records {
		if err := in.emit(r); err != nil {
			return err
		}
	}
	return nil
}

// native walks the nodes of a native file and collects what is wrong with them.
type native struct {
	in   *input
	seen map[string]int // Key -> line
	errs []error
}

func (n *native) fail(at *yaml.Node, path, format string, args ...any) {
	if len(n.errs) < maxErrors {
		n.errs = append(n.errs, n.in.errorf(at.Line, "%s: %s", path, fmt.Sprintf(format, args...)))
	}
}

// file reads the whole document: a list of orders, or a map with the one key "orders".
func (n *native) file(doc *yaml.Node) []Record {
	if doc.Kind == 0 {
		return nil
	}
	list := doc.Content[0]
	if list.Kind == yaml.MappingNode {
		var inner *yaml.Node
		n.keys(list, "file", func(key string, v *yaml.Node) bool {
			inner = v
			return key == "orders"
		})
		if inner == nil {
			return nil
		}
		list = inner
	}
	var out []Record
	for i, node := range n.list(list, "orders") {
		out = append(out, n.order(node, fmt.Sprintf("orders[%d]", i)))
	}
	n.in.report.Rows = len(out)
	return out
}

func (n *native) order(node *yaml.Node, path string) Record {
	o := dialogue.Order{Marketplace: "own", Fulfilment: "seller"}
	r := Record{lines: []int{node.Line}}
	var who person
	amounts := n.currency(node, path, &o)
	n.keys(node, path, func(key string, v *yaml.Node) bool {
		at := path + "." + key
		switch key {
		case "id":
			o.ID = n.text(v, at)
		case "marketplace":
			o.Marketplace = n.oneOf(v, at, marketplaces)
		case "country":
			o.Country = n.country(v, at)
		case "currency": // was read first
		case "placed":
			o.Placed = n.time(v, at)
		case "status":
			o.Status = dialogue.OrderStatus(n.oneOf(v, at, statuses))
		case "fulfilment":
			o.Fulfilment = n.oneOf(v, at, fulfilments)
		case "estimated":
			o.Estimated = n.window(v, at)
		case "delivered":
			o.Delivered = n.time(v, at)
		case "tracking":
			o.Tracking = n.tracking(v, at)
		case "proof":
			who = n.proof(v, at)
		case "shipping":
			o.Shipping = amounts(v, at)
		case "items":
			o.Items = n.items(v, at, amounts)
		case "refunds":
			o.Refunds = n.refunds(v, at, o.Currency, amounts)
		case "updated":
			r.Updated = n.time(v, at)
		default:
			return false
		}
		return true
	})
	if child(node, "status") == nil {
		o.Status = likelyStatus(o)
	}
	n.check(node, path, o)
	who.country = o.Country
	r.Order, r.Proof = o, n.in.hasher.proof(Key(o.ID), who)
	return r
}

// likelyStatus is the status of an order that does not state it.
func likelyStatus(o dialogue.Order) dialogue.OrderStatus {
	switch {
	case !o.Delivered.IsZero():
		return dialogue.IsDelivered
	case o.Tracking != dialogue.Tracking{}:
		return dialogue.Shipped
	}
	return dialogue.Unshipped
}

// check looks at the order as a whole.
func (n *native) check(node *yaml.Node, path string, o dialogue.Order) {
	key := Key(o.ID)
	switch {
	case key == "":
		n.fail(node, path, "id is missing, or is no order number")
	case n.seen[key] != 0:
		n.fail(node, path, "id %s is the same as in line %d", o.ID, n.seen[key])
	case len(o.Items) == 0:
		n.fail(node, path, "items are missing")
	case !o.Delivered.IsZero() && (o.Status == dialogue.Pending || o.Status == dialogue.Unshipped):
		n.fail(node, path, "delivered is set, but status is %s", o.Status)
	case !o.Estimated.To.IsZero() && o.Estimated.To.Before(o.Estimated.From):
		n.fail(node, path, "estimated.to is before estimated.from")
	}
	n.seen[key] = node.Line
}

// currency reads the order's currency ahead of the amounts that need it, and returns how such an amount is read.
func (n *native) currency(node *yaml.Node, path string, o *dialogue.Order) func(*yaml.Node, string) int64 {
	if v := child(node, "currency"); v != nil {
		o.Currency = strings.ToUpper(n.text(v, path+".currency"))
		if _, err := money.Exponent(o.Currency); err != nil {
			n.fail(v, path+".currency", "%q is not an ISO 4217 code", o.Currency)
			o.Currency = ""
		}
	} else if node.Kind == yaml.MappingNode {
		n.fail(node, path, "currency is missing")
	}
	return func(v *yaml.Node, at string) int64 {
		s := n.text(v, at)
		if o.Currency == "" || s == "" {
			return 0
		}
		m, err := money.Parse(s, o.Currency)
		if err != nil || m.Minor < 0 {
			n.fail(v, at, "%q is not an amount of %s such as 12.50", s, o.Currency)
		}
		return m.Minor
	}
}

func (n *native) items(list *yaml.Node, path string, amount func(*yaml.Node, string) int64) []dialogue.Item {
	var out []dialogue.Item
	for i, node := range n.list(list, path) {
		it := dialogue.Item{Quantity: 1}
		in := fmt.Sprintf("%s[%d]", path, i)
		n.keys(node, in, func(key string, v *yaml.Node) bool {
			at := in + "." + key
			switch key {
			case "sku":
				it.SKU = n.text(v, at)
			case "title":
				it.Title = n.text(v, at)
			case "variant":
				it.Variant = n.text(v, at)
			case "quantity":
				it.Quantity = n.count(v, at, 1)
			case "price":
				it.Price = amount(v, at)
			case "stock":
				it.Stock = n.count(v, at, 0)
			case "unit_cost":
				it.UnitCost = amount(v, at)
			default:
				return false
			}
			return true
		})
		if it.Title == "" {
			n.fail(node, in, "title is missing")
		}
		out = append(out, it)
	}
	return out
}

func (n *native) refunds(list *yaml.Node, path, currency string, amount func(*yaml.Node, string) int64) []dialogue.Refund {
	var out []dialogue.Refund
	for i, node := range n.list(list, path) {
		m := dialogue.Refund{Amount: money.Money{Currency: currency}}
		in := fmt.Sprintf("%s[%d]", path, i)
		n.keys(node, in, func(key string, v *yaml.Node) bool {
			switch key {
			case "at":
				m.At = n.time(v, in+".at")
			case "amount":
				m.Amount.Minor = amount(v, in+".amount")
			case "reference":
				m.Reference = n.text(v, in+".reference")
			default:
				return false
			}
			return true
		})
		out = append(out, m)
	}
	return out
}

func (n *native) window(node *yaml.Node, path string) dialogue.Window {
	var w dialogue.Window
	n.keys(node, path, func(key string, v *yaml.Node) bool {
		switch key {
		case "from":
			w.From = n.time(v, path+".from")
		case "to":
			w.To = n.time(v, path+".to")
		default:
			return false
		}
		return true
	})
	return w
}

func (n *native) tracking(node *yaml.Node, path string) dialogue.Tracking {
	var t dialogue.Tracking
	n.keys(node, path, func(key string, v *yaml.Node) bool {
		switch key {
		case "carrier":
			t.Carrier = n.text(v, path+".carrier")
		case "number":
			t.Number = n.text(v, path+".number")
		default:
			return false
		}
		return true
	})
	return t
}

func (n *native) proof(node *yaml.Node, path string) person {
	var who person
	n.keys(node, path, func(key string, v *yaml.Node) bool {
		switch key {
		case "postal_code":
			who.postal = n.text(v, path+".postal_code")
		case "email":
			who.email = n.text(v, path+".email")
		case "phone":
			who.phone = n.text(v, path+".phone")
		default:
			return false
		}
		return true
	})
	return who
}
