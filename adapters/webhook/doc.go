// Package webhook hands agreed remedies to a shop that can carry them out by itself. It is the channel "remedy" of the bot: each
// settlement is posted to one URL of the shop, signed, until the shop has answered.
//
// # The request
//
//	POST /your/path HTTP/1.1
//	Content-Type: application/json
//	User-Agent: Amends
//	Idempotency-Key: A-7K2M9P-1
//	Amends-Timestamp: 1772463600
//	Amends-Signature: v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd
//
//	{"version": 1, "event": "agreed", "settlement": {
//	   "id": "A-7K2M9P-1",                    the same ID is the same settlement, however often it comes
//	   "case": "A-7K2M9P",
//	   "order": "112-4567890-1234567",
//	   "sku": "BP-20-GR",                     of the item; not there when it is about the whole order
//	   "remedy": "partial_keep",              see the playbook: replace, refund_return, ...
//	   "refund": {"amount": 1250, "currency": "USD"},   in minor units (cents, whole yen); not there when no money goes back
//	   "return": "none",                      who pays for sending the item back; not there when nothing goes back
//	   "playbook": "4f1d…",                   version that the offer was made with
//	   "approved_by": "ana",                  agent; not there when the playbook alone allowed it
//	   "agreed": "2026-03-02T15:00:00Z",
//	   "due": "2026-03-04T23:00:00Z"}}        when the buyer was told that it would be done
//
// The event "withdrawn" takes a settlement back that the buyer changed their mind about before it was done; its idempotency key is the
// settlement's ID with "-withdrawn" after it. A shop that has carried the remedy out already says so to the seller's team.
//
// # The answer
//
//   - 2xx with {"status": "done", "reference": "R-77"}: it is done, and the buyer hears so, with the reference.
//   - 2xx with {"status": "accepted"} or an empty body: the task stays on the desk until an agent presses Done.
//   - 408, 429 and 5xx: it is posted again, after Retry-After when there is one, otherwise with growing pauses.
//   - any other answer, redirects included: it is never posted again, and the task stays on the desk.
//
// # The signature
//
// The signature is the HMAC-SHA256, in hex, of the timestamp, a full stop and the body, under the secret that both sides know. A shop
// computes it from the body as it came in, compares it in constant time, refuses timestamps that are more than five minutes away from
// its clock, and remembers the idempotency keys that it has carried out. The example of Channel shows all of that in Go; in Python:
//
//	signed = request.headers["Amends-Timestamp"].encode() + b"." + request.body
//	want = "v1=" + hmac.new(secret, signed, hashlib.sha256).hexdigest()
//	if not hmac.compare_digest(want, request.headers["Amends-Signature"]): return 401
//	if abs(time.time() - int(request.headers["Amends-Timestamp"])) > 300: return 401
package webhook
