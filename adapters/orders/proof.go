package orders

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"hash"
	"strconv"
)

// Hash is one personal fact of one order: the first half of an HMAC-SHA256 under the deployment's key, over the kind of
// fact, the order's Key and the fact. The same postal code of two orders has two hashes.
type Hash [16]byte

// Proof is what shows that somebody owns an order. Each list is empty when the fact is not known.
type Proof struct {
	Postal []Hash // the postal code; for a US ZIP+4 the ZIP too
	Email  []Hash
	Phone  []Hash // the last 4, 7 and 9 digits, as far as the number has them
}

// Known reports whether there is anything to prove the order by.
func (p Proof) Known() bool { return len(p.Postal)+len(p.Email)+len(p.Phone) > 0 }

// or is p, with the facts that it lacks from other.
func (p Proof) or(other Proof) Proof {
	if len(p.Postal) == 0 {
		p.Postal = other.Postal
	}
	if len(p.Email) == 0 {
		p.Email = other.Email
	}
	if len(p.Phone) == 0 {
		p.Phone = other.Phone
	}
	return p
}

// person is what a row says about the buyer. It is hashed at once and goes no further.
type person struct{ postal, country, email, phone string }

// phoneTails are the ends of a phone number that are kept. Four digits are the least that counts: what a shop reads out over
// the phone. Somebody who writes more digits must get more of them right. Nine leave out the country code and the zero that
// stands for it within a country, so that "+44 7700 900123" and "07700 900123" are the same.
var phoneTails = [...]int{4, 7, 9}

// hasher hashes the facts of orders. It is not safe for concurrent use.
type hasher struct {
	mac hash.Hash
	sum [sha256.Size]byte
}

func newHasher(key []byte) *hasher { return &hasher{mac: hmac.New(sha256.New, key)} }

func (h *hasher) hash(kind, order, fact string) Hash {
	h.mac.Reset()
	for _, part := range [...]string{kind, order, fact} {
		h.mac.Write([]byte(part))
		h.mac.Write([]byte{0})
	}
	return Hash(h.mac.Sum(h.sum[:0])[:len(Hash{})])
}

// proof hashes what is known of the person who owns the order with this Key.
func (h *hasher) proof(order string, who person) Proof {
	var p Proof
	for _, code := range postalForms(storedPostal(who.postal, who.country)) {
		p.Postal = append(p.Postal, h.hash("postal", order, code))
	}
	if mail := foldEmail(who.email); mail != "" {
		p.Email = append(p.Email, h.hash("email", order, mail))
	}
	digits := digitsOf(who.phone)
	for _, n := range phoneTails {
		if len(digits) >= n && len(digits) <= maxPhone {
			p.Phone = append(p.Phone, h.hash(tailKind(n), order, digits[len(digits)-n:]))
		}
	}
	return p
}

// matches reports whether a candidate is a fact of the order. It does the same work whatever the proof holds.
func (h *hasher) matches(order string, p Proof, c candidate) bool {
	ok := 0
	for _, code := range postalForms(c.postal) {
		ok |= among(h.hash("postal", order, code), p.Postal)
	}
	if c.email != "" {
		ok |= among(h.hash("email", order, c.email), p.Email)
	}
	var hits [len(phoneTails)]int
	written := 0
	for written < len(phoneTails) && len(c.digits) >= phoneTails[written] {
		n := phoneTails[written]
		hits[written] = among(h.hash(tailKind(n), order, c.digits[len(c.digits)-n:]), p.Phone)
		written++
	}
	// The longest tail that both sides have decides: a short number on the order has no hash for the long ones. Five or six digits are a
	// postal code, and the end of one must not pass for the end of a phone number.
	if decides := min(written, len(p.Phone)); decides > 0 && (len(c.digits) <= phoneTails[0] || len(c.digits) >= phoneTails[1]) {
		ok |= hits[decides-1]
	}
	return ok == 1
}

func among(h Hash, known []Hash) int {
	found := 0
	for i := range known {
		found |= subtle.ConstantTimeCompare(h[:], known[i][:])
	}
	return found
}

func tailKind(n int) string { return "phone" + strconv.Itoa(n) }
