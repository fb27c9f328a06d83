package redis

import (
	"fmt"
	"hash/fnv"
	"net/url"
	"strings"

	"amends/bot"
	"amends/dialogue"
)

const (
	schemaKey = "amends:schema"
	ledgerKey = "amends:{ledger}:"
	threadKey = "amends:thread:" + desk + ":"
	leaseKey  = "amends:lease:"
	orderKey  = "amends:order:"
	secretKey = "amends:secret:"
)

// shardKey is how all keys of a shard start: "amends:{s07}:".
type shardKey string

// shards are the starts of all shards' keys.
func shards(n int) []shardKey {
	all := make([]shardKey, n)
	for i := range all {
		all[i] = shardKey(fmt.Sprintf("amends:{s%02d}:", i))
	}
	return all
}

// shard returns the start of the keys of the shard that the conversation belongs to.
func (s *Store) shard(id dialogue.ConversationID) shardKey {
	h := fnv.New32a()
	h.Write([]byte(id))
	return s.shards[h.Sum32()%uint32(len(s.shards))]
}

func (k shardKey) conv(id dialogue.ConversationID) string  { return string(k) + "conv:" + string(id) }
func (k shardKey) in(id dialogue.ConversationID) string    { return string(k) + "in:" + string(id) }
func (k shardKey) seen(id dialogue.ConversationID) string  { return string(k) + "seen:" + string(id) }
func (k shardKey) turns(id dialogue.ConversationID) string { return string(k) + "turns:" + string(id) }
func (k shardKey) receipts(id dialogue.ConversationID) string {
	return string(k) + "receipts:" + word(string(id))
}
func (k shardKey) out(dest string) string   { return string(k) + "out:" + dest }
func (k shardKey) caseNo(no string) string  { return string(k) + "case:" + strings.ToUpper(no) }
func (k shardKey) order(id string) string   { return string(k) + "order:" + id }
func (k shardKey) agent(name string) string { return string(k) + "agent:" + name }
func (k shardKey) busy() string             { return string(k) + "busy" }
func (k shardKey) wake() string             { return string(k) + "wake" }
func (k shardKey) ready() string            { return string(k) + "ready" }
func (k shardKey) hands() string            { return string(k) + "hands" }
func (k shardKey) open() string             { return string(k) + "open" }

// destName writes a destination as one word; no two destinations have the same.
func destName(d bot.Destination) string { return url.QueryEscape(d.Channel) + ":" + d.Chat }
