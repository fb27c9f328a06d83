-- Takes, keeps or gives back a lease that one holder has at a time.
-- KEYS lease
-- ARGV holder, now, end, length in milliseconds; a length of 0 gives it back
-- Returns 1 when the holder has it, 0 otherwise.
local held = redis.call('HMGET', KEYS[1], 'holder', 'until', 'length')
if held[1] and held[1] ~= ARGV[1] then
  -- One that ends later than clocks can differ was granted by a clock that was set back since: it does not count.
  local left = held[2] - ARGV[2]
  if left > 0 and left <= 2 * held[3] then return 0 end
end
if ARGV[4] == '0' then
  if held[1] == ARGV[1] then redis.call('DEL', KEYS[1]) end
  return 0
end
redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'until', ARGV[3], 'length', ARGV[4])
return 1
