-- Puts off the first delivery of a destination, and with it the destination, if it is the one that the caller has.
-- KEYS list ready
-- ARGV how the delivery starts, destination, time, delivery as it is to be from now on
local first = redis.call('LINDEX', KEYS[1], 0)
if not first or string.sub(first, 1, #ARGV[1]) ~= ARGV[1] then return 0 end
redis.call('LSET', KEYS[1], 0, ARGV[4])
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[2])
return 1
