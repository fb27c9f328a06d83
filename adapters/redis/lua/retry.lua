-- Puts off the first delivery of a destination, and with it the destination, if it is the one that the caller has.
-- KEYS ready list hands
-- ARGV destination, how the element starts after its mark, time, element as it is to be from now on
local first = redis.call('LINDEX', KEYS[2], 0)
if not first or string.sub(first, 2, #ARGV[2] + 1) ~= ARGV[2] then return 0 end
redis.call('HDEL', KEYS[3], ARGV[1])
redis.call('LSET', KEYS[2], 0, ARGV[4])
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
return 1
