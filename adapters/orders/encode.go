package orders

import (
	"encoding/binary"
	"slices"
	"time"

	"amends/dialogue"
)

// The stored form is one byte for its version and then fields: number, length, content. Fields that are empty are left out
// and unknown ones are skipped, so a field may be added under a new number; a number never changes its meaning. Times are
// whole seconds, in UTC. The same Record always has the same bytes: that is how an import knows that nothing is new.
const storedVersion = 1

const (
	fID = iota + 1
	fMarketplace
	fCountry
	fCurrency
	fStatus
	fFulfilment
	fPlaced
	fFrom
	fTo
	fDelivered
	fCarrier
	fTracking
	fShipping
	fItem
	fRefund
	fUpdated
	fReturn
	fPostal
	fEmail
	fPhone
)

const (
	iSKU = iota + 1
	iTitle
	iVariant
	iQuantity
	iPrice
	iStock
	iCost
)

const (
	mAt = iota + 1
	mMinor
	mCurrency
	mReference
)

const (
	rReference = iota + 1
	rSKU
	rQuantity
	rReason
	rIssue
	rStatus
	rResolution
	rAsked
	rArrived
	rClaim
)

func encode(r Record) []byte {
	o := r.Order
	w := writer{buf: make([]byte, 0, 256)}
	w.buf = append(w.buf, storedVersion)
	w.text(fID, o.ID)
	w.text(fMarketplace, o.Marketplace)
	w.text(fCountry, o.Country)
	w.text(fCurrency, o.Currency)
	w.text(fStatus, string(o.Status))
	w.text(fFulfilment, o.Fulfilment)
	w.time(fPlaced, o.Placed)
	w.time(fFrom, o.Estimated.From)
	w.time(fTo, o.Estimated.To)
	w.time(fDelivered, o.Delivered)
	w.text(fCarrier, o.Tracking.Carrier)
	w.text(fTracking, o.Tracking.Number)
	w.number(fShipping, o.Shipping)
	for _, it := range o.Items {
		w.group(fItem, func(w *writer) { w.item(it) })
	}
	for _, m := range o.Refunds {
		w.group(fRefund, func(w *writer) { w.refund(m) })
	}
	w.time(fUpdated, r.Updated)
	for _, b := range r.Returns {
		w.group(fReturn, func(w *writer) { w.back(b) })
	}
	w.hashes(fPostal, r.Proof.Postal)
	w.hashes(fEmail, r.Proof.Email)
	w.hashes(fPhone, r.Proof.Phone)
	return w.buf
}

type writer struct{ buf []byte }

func (w *writer) text(field int, s string) {
	if s == "" {
		return
	}
	w.buf = binary.AppendUvarint(w.buf, uint64(field))
	w.buf = binary.AppendUvarint(w.buf, uint64(len(s)))
	w.buf = append(w.buf, s...)
}

func (w *writer) number(field int, n int64) {
	if n == 0 {
		return
	}
	var b [binary.MaxVarintLen64]byte
	size := binary.PutVarint(b[:], n)
	w.buf = binary.AppendUvarint(w.buf, uint64(field))
	w.buf = append(w.buf, byte(size))
	w.buf = append(w.buf, b[:size]...)
}

func (w *writer) time(field int, t time.Time) {
	if !t.IsZero() {
		w.number(field, t.Unix()-timeZero)
	}
}

// timeZero makes the year 1 the number 0, as it is for time.Time.
const timeZero = -62135596800

func (w *writer) group(field int, fill func(*writer)) {
	w.buf = binary.AppendUvarint(w.buf, uint64(field))
	start := len(w.buf)
	fill(w)
	size := binary.AppendUvarint(nil, uint64(len(w.buf)-start))
	w.buf = slices.Insert(w.buf, start, size...)
}

func (w *writer) hashes(field int, hs []Hash) {
	for _, h := range hs {
		w.text(field, string(h[:]))
	}
}

func (w *writer) item(it dialogue.Item) {
	w.text(iSKU, it.SKU)
	w.text(iTitle, it.Title)
	w.text(iVariant, it.Variant)
	w.number(iQuantity, int64(it.Quantity))
	w.number(iPrice, it.Price)
	w.number(iStock, int64(it.Stock))
	w.number(iCost, it.UnitCost)
}

func (w *writer) refund(m dialogue.Refund) {
	w.time(mAt, m.At)
	w.number(mMinor, m.Amount.Minor)
	w.text(mCurrency, m.Amount.Currency)
	w.text(mReference, m.Reference)
}

func (w *writer) back(b Return) {
	w.text(rReference, b.Reference)
	w.text(rSKU, b.SKU)
	w.number(rQuantity, int64(b.Quantity))
	w.text(rReason, b.Reason)
	w.text(rIssue, string(b.Issue))
	w.text(rStatus, b.Status)
	w.text(rResolution, b.Resolution)
	w.time(rAsked, b.Asked)
	w.time(rArrived, b.Arrived)
	if b.Claim {
		w.number(rClaim, 1)
	}
}
