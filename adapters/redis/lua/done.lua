-- Takes the first delivery of a destination out, if it is the one that the caller has, keeps its receipt, and hands out the next.
-- KEYS ready, list, receipts; what else is touched has their hash tag
-- ARGV destination, how the element starts after its mark, key or "", receipt or "", seconds to keep it, end of the next one's
--      lease, call ID
-- Returns nil or {delivery, "!" or "", receipt}.
local shard = string.sub(KEYS[1], 1, -6)
local function keep(command)
  if ARGV[3] == '' or ARGV[4] == '' then return end
  redis.call(command, KEYS[3], ARGV[3], ARGV[4])
  redis.call('EXPIRE', KEYS[3], ARGV[5])
end
local first = redis.call('LINDEX', KEYS[2], 0)
if first and string.sub(first, 2, #ARGV[2] + 1) == ARGV[2] then
  redis.call('LPOP', KEYS[2])
  keep('HSET')
  return hand(shard, ARGV[1], false, ARGV[6], ARGV[7]) or false
end
local again = handed(shard, ARGV[1], ARGV[7])
-- A taker that was too slow does not put its receipt in the place of another's.
if not again then keep('HSETNX') end
return again or false
