-- Puts an event into its conversation's inbox, once, and grants the lease when the conversation is free.
-- KEYS conv in seen busy
-- ARGV event ID, event, now, end of the lease, time before which IDs are forgotten, inbox limit, conversation ID, call ID,
--      tag of the state that the caller knows, seconds to keep the IDs
-- Returns "duplicate", "full", nil when another holds the lease, or {fence, version, tag, state, events}; the state is nil when
-- the caller knows it.
local conv = redis.call('HMGET', KEYS[1], 'fence', 'lease', 'by', 'version', 'tag')
local fence = conv[1]
local seen = redis.call('ZSCORE', KEYS[3], ARGV[1])
if seen and tonumber(seen) > tonumber(ARGV[5]) then
  -- The same call said again, because its answer was lost, gets the lease that it was granted.
  if conv[3] ~= ARGV[8] then return 'duplicate' end
else
  if redis.call('LLEN', KEYS[2]) >= tonumber(ARGV[6]) then return 'full' end
  -- First the write that a server without memory refuses: then it refuses the whole script.
  redis.call('RPUSH', KEYS[2], ARGV[2])
  redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', ARGV[5])
  redis.call('ZADD', KEYS[3], ARGV[3], ARGV[1])
  redis.call('EXPIRE', KEYS[3], ARGV[10])
  -- A lease that ends later than clocks can differ was granted by one that ran ahead and was set back since: it does not count.
  local held = tonumber(conv[2] or '0')
  if held > tonumber(ARGV[3]) and held <= 2 * ARGV[4] - ARGV[3] then return false end
  fence = redis.call('HINCRBY', KEYS[1], 'fence', 1)
  redis.call('HSET', KEYS[1], 'lease', ARGV[4], 'by', ARGV[8])
  redis.call('ZADD', KEYS[4], ARGV[4], ARGV[7])
end
local state = false
if conv[5] ~= ARGV[9] then state = redis.call('HGET', KEYS[1], 'state') end
return {tostring(fence), conv[4] or '0', conv[5] or '', state, redis.call('LRANGE', KEYS[2], 0, -1)}
