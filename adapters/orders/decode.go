package orders

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"amends/dialogue"
	"amends/dialogue/playbook"
)

// ErrCorrupt is returned, wrapped, for bytes on a shelf that this package did not write.
var ErrCorrupt = errors.New("not a stored order")

func decode(stored []byte) (Record, error) {
	var r Record
	if len(stored) == 0 || stored[0] != storedVersion {
		return r, fmt.Errorf("unknown version: %w", ErrCorrupt)
	}
	o := &r.Order
	err := fields(stored[1:], func(f int, v value) error {
		switch f {
		case fID:
			o.ID = v.text()
		case fMarketplace:
			o.Marketplace = v.text()
		case fCountry:
			o.Country = v.text()
		case fCurrency:
			o.Currency = v.text()
		case fStatus:
			o.Status = dialogue.OrderStatus(v.text())
		case fFulfilment:
			o.Fulfilment = v.text()
		case fPlaced:
			o.Placed = v.time()
		case fFrom:
			o.Estimated.From = v.time()
		case fTo:
			o.Estimated.To = v.time()
		case fDelivered:
			o.Delivered = v.time()
		case fCarrier:
			o.Tracking.Carrier = v.text()
		case fTracking:
			o.Tracking.Number = v.text()
		case fShipping:
			o.Shipping = v.number()
		case fUpdated:
			r.Updated = v.time()
		default:
			return r.part(f, v)
		}
		return nil
	})
	return r, err
}

// part takes in the fields that may come several times.
func (r *Record) part(f int, v value) error {
	switch f {
	case fItem:
		it, err := decodeItem(v)
		r.Order.Items = append(r.Order.Items, it)
		return err
	case fRefund:
		m, err := decodeRefund(v)
		r.Order.Refunds = append(r.Order.Refunds, m)
		return err
	case fReturn:
		b, err := decodeReturn(v)
		r.Returns = append(r.Returns, b)
		return err
	case fPostal:
		return v.hash(&r.Proof.Postal)
	case fEmail:
		return v.hash(&r.Proof.Email)
	case fPhone:
		return v.hash(&r.Proof.Phone)
	}
	return nil
}

// value is the content of one field.
type value []byte

func (v value) text() string { return string(v) }

func (v value) number() int64 {
	n, _ := binary.Varint(v)
	return n
}

func (v value) time() time.Time { return time.Unix(v.number()+timeZero, 0).UTC() }

func (v value) hash(to *[]Hash) error {
	if len(v) != len(Hash{}) {
		return fmt.Errorf("hash of %d bytes: %w", len(v), ErrCorrupt)
	}
	*to = append(*to, Hash(v))
	return nil
}

// fields calls each for every field in b.
func fields(b []byte, each func(f int, v value) error) error {
	for len(b) > 0 {
		f, n := binary.Uvarint(b)
		if n <= 0 || f > 1<<16 {
			return fmt.Errorf("bad field number: %w", ErrCorrupt)
		}
		b = b[n:]
		size, n := binary.Uvarint(b)
		if n <= 0 || size > uint64(len(b)-n) {
			return fmt.Errorf("field %d is cut off: %w", f, ErrCorrupt)
		}
		b = b[n:]
		if err := each(int(f), value(b[:size])); err != nil {
			return err
		}
		b = b[size:]
	}
	return nil
}

func decodeItem(v value) (dialogue.Item, error) {
	var it dialogue.Item
	err := fields(v, func(f int, v value) error {
		switch f {
		case iSKU:
			it.SKU = v.text()
		case iTitle:
			it.Title = v.text()
		case iVariant:
			it.Variant = v.text()
		case iQuantity:
			it.Quantity = int(v.number())
		case iPrice:
			it.Price = v.number()
		case iStock:
			it.Stock = int(v.number())
		case iCost:
			it.UnitCost = v.number()
		}
		return nil
	})
	return it, err
}

func decodeRefund(v value) (dialogue.Refund, error) {
	var m dialogue.Refund
	err := fields(v, func(f int, v value) error {
		switch f {
		case mAt:
			m.At = v.time()
		case mMinor:
			m.Amount.Minor = v.number()
		case mCurrency:
			m.Amount.Currency = v.text()
		case mReference:
			m.Reference = v.text()
		}
		return nil
	})
	return m, err
}

func decodeReturn(v value) (Return, error) {
	var b Return
	err := fields(v, func(f int, v value) error {
		switch f {
		case rReference:
			b.Reference = v.text()
		case rSKU:
			b.SKU = v.text()
		case rQuantity:
			b.Quantity = int(v.number())
		case rReason:
			b.Reason = v.text()
		case rIssue:
			b.Issue = playbook.IssueID(v.text())
		case rStatus:
			b.Status = v.text()
		case rResolution:
			b.Resolution = v.text()
		case rAsked:
			b.Asked = v.time()
		case rArrived:
			b.Arrived = v.time()
		case rClaim:
			b.Claim = v.number() == 1
		}
		return nil
	})
	return b, err
}
