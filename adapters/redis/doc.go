// Package redis keeps conversations, the outbox, the ledger and imported orders in Redis 6.2 or later: one server, a server
// with replicas behind Sentinel, or a cluster. Several processes may share it.
//
// # Keys
//
// A conversation belongs to one of 16 shards by a hash of its ID. All keys of a shard have its hash tag, so that a script works
// on one slot of a cluster:
//
//	amends:{sNN}:conv:ID     hash    fence lease by version tag state buyer last
//	amends:{sNN}:in:ID       list    events accepted and not handled
//	amends:{sNN}:seen:ID     zset    IDs of the events of the last 48 hours
//	amends:{sNN}:turns:ID    stream  the last turns
//	amends:{sNN}:busy        zset    conversations with work, by the end of their lease
//	amends:{sNN}:wake        zset    conversations, by wake time
//	amends:{sNN}:out:DEST    list    deliveries to one chat or channel, in order
//	amends:{sNN}:ready       zset    destinations, by when the first delivery may be taken
//	amends:{sNN}:hands       hash    destinations whose first delivery is in somebody's hands, with the call that gave it out
//	amends:{sNN}:call:PROC   string  the last call that gave a process deliveries; 60 seconds
//	amends:{sNN}:receipts:ID hash    the channels' IDs of a conversation's messages, by delivery key; 400 days after the last
//	amends:{sNN}:case:NO     string  a case's entry; open, order:ID and agent:NAME are the indexes over them
//	amends:{ledger}:...              settlements by order, sums by day, wrong proofs by order
//	amends:thread:desk:TS    string  the conversation and the delivery key that a desk message belongs to
//	amends:lease:NAME        hash    what one process does for all: holder until length
//	amends:order:ID          string  an imported order
//	amends:secret:NAME       string  random bytes for hashing personal fields
//	amends:schema            hash    version of this layout, number of shards
//
// State, events and deliveries are opaque to the scripts: Lua's JSON does not keep what it reads.
//
// # A turn
//
// A turn takes two scripts, each one round trip. lua/accept.lua puts an event into the inbox and, when the conversation is free,
// grants its lease with state and inbox. lua/commit.lua writes everything that came of the event and returns what came in
// meanwhile, or releases the lease. A client library may say a script again whose answer was lost: a commit knows itself by the
// fence and the version that it was made for, an accept by a random call ID, and both then give the answer that was lost.
//
// # Deliveries
//
// On a single server one script takes from all shards together; on a cluster each shard has its own call. lua/done.lua takes a delivery
// out, keeps its receipt and hands out what the destination has next, so that each delivery costs one round trip; what goes out together
// with a receipt needs none to look it up. A destination that is in somebody's hands stands in the shard's hash; one that is found there
// when its lease has run out may have been sent already, and comes out unclear.
//
// Deliveries of one conversation to one destination keep their order. A destination that conversations of several shards write to keeps
// the order of each of them; one conversation may overtake another there, and Take may return one delivery per shard for it.
//
// # Clocks
//
// Leases, timers and retries go by the clock of the process, which every script gets as an argument, so that tests can move it.
// Processes whose clocks differ may take a lease over too early; the fence then keeps the old holder from writing, so that this
// costs work and nothing else. Open warns when the server's clock and the process's are more than two seconds apart. Keys
// expire by the server's clock only where nothing depends on it: long after what they hold has stopped to count.
//
// # Full, down, read-only
//
// A server that is out of memory refuses new events, which their channels then bring again, and still finishes what it has
// accepted: a commit takes the event out first, which needs no memory. Errors say which server, what is wrong and what to do;
// errors.Is tells ErrDown, ErrMemory, ErrReadOnly, ErrMayEvict, ErrNewer and ErrTooOld apart.
package redis
