-- Grants the leases of conversations whose holders have let them run out with work waiting.
-- KEYS the busy sets of one shard or of several; what else is touched has the hash tag of one of them
-- ARGV now, end of the leases, latest end that can be right, most to grant, call ID
-- Returns {conversation ID, fence, version, tag, state, events} for each.
local claims = {}
local ranges = {'-inf', ARGV[1], ARGV[2], ARGV[2], '(' .. ARGV[3], '+inf'}
earliest(KEYS, ranges, tonumber(ARGV[4]), ARGV[4], function(i, id, at)
  local shard = string.sub(KEYS[i], 1, -5)
  local key, inbox = shard .. 'conv:' .. id, shard .. 'in:' .. id
  local conv = redis.call('HMGET', key, 'fence', 'lease', 'by', 'version', 'tag', 'state')
  local fence = conv[1]
  -- The same call said again, because its answer was lost, gets the leases that it was granted.
  if conv[3] ~= ARGV[5] then
    local held = tonumber(conv[2] or '0')
    if held > tonumber(ARGV[1]) and held <= tonumber(ARGV[3]) then return false end -- see accept.lua
    if redis.call('EXISTS', inbox) == 0 then
      redis.call('ZREM', KEYS[i], id)
      return false
    end
    fence = redis.call('HINCRBY', key, 'fence', 1)
    redis.call('HSET', key, 'lease', ARGV[2], 'by', ARGV[5])
    redis.call('ZADD', KEYS[i], ARGV[2], id)
  end
  claims[#claims + 1] = {id, tostring(fence), conv[4] or '0', conv[5] or '', conv[6], redis.call('LRANGE', inbox, 0, -1)}
  return true
end)
return claims
