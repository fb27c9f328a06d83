-- Reads what was given on an order and on a day: one command where two would do, because many turns ask.
-- KEYS order, or nothing when none is asked for, and days
-- ARGV day
-- Returns the day's sum or nil, then the order's entries.
local found = {redis.call('HGET', KEYS[#KEYS], ARGV[1])}
if #KEYS == 2 then found[2] = redis.call('HVALS', KEYS[1]) end
return found
