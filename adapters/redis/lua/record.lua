-- Sets a settlement's entry if it is still as the caller knows it, and moves the day's sum with it.
-- KEYS order days
-- ARGV settlement ID, entry that the caller knows or "", new entry, day, change of the day's sum
-- Returns 1, or 0 when the entry is another by now: the caller looks again, and finds its own when its answer was lost.
local entry = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if entry ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
if ARGV[5] ~= '0' then redis.call('HINCRBY', KEYS[2], ARGV[4], ARGV[5]) end
return 1
