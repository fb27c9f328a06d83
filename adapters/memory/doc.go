// Package memory keeps conversations, the outbox, the ledger and imported orders in the memory of one process. It keeps the
// same promises as adapters/redis, but a restart forgets everything: it is for playing, testing and simulating, and for a
// shop that only wants to look.
//
// It does not copy states: a conversation is a value that the engine reads and makes anew and never changes, so that a stored
// state and the one a caller holds may share what lies under their slices and pointers. Callers must not change those either.
//
// What it holds is bounded per conversation: the IDs of events for 48 hours, and the last turns.
package memory
