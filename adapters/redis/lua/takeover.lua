-- Grants the lease of a conversation whose holder has let it run out with work waiting.
-- KEYS conv in busy
-- ARGV conversation ID, now, end of the lease, call ID
-- Returns nil when there is nothing to take over, or {fence, version, tag, state, events}.
local conv = redis.call('HMGET', KEYS[1], 'fence', 'lease', 'by', 'version', 'tag', 'state')
local fence = conv[1]
if conv[3] ~= ARGV[4] then
  local held = tonumber(conv[2] or '0')
  if held > tonumber(ARGV[2]) and held <= 2 * ARGV[3] - ARGV[2] then return false end -- see accept.lua
  if redis.call('EXISTS', KEYS[2]) == 0 then
    redis.call('ZREM', KEYS[3], ARGV[1])
    return false
  end
  fence = redis.call('HINCRBY', KEYS[1], 'fence', 1)
  redis.call('HSET', KEYS[1], 'lease', ARGV[3], 'by', ARGV[4])
  redis.call('ZADD', KEYS[3], ARGV[3], ARGV[1])
end
return {tostring(fence), conv[4] or '0', conv[5] or '', conv[6], redis.call('LRANGE', KEYS[2], 0, -1)}
