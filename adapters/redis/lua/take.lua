-- Takes the first delivery of each destination whose time has come, or is later than any right clock would have put it.
-- KEYS the ready sets of one shard or of several; what else is touched has the hash tag of one of them
-- ARGV now, time until which what is taken is the caller's, latest time that can be right or "" not to look, most to take, call ID,
--      process
-- Returns {delivery, "!" or "", receipt} for each.
local taken, n = {}, tonumber(ARGV[4])
local last = string.sub(KEYS[1], 1, -6) .. 'call:' .. ARGV[6]
-- The same call said again, because its answer was lost, gets what it was given.
if redis.call('GET', last) == ARGV[5] then
  earliest(KEYS, {ARGV[2], ARGV[2]}, n, n, function(i, dest)
    taken[#taken + 1] = handed(string.sub(KEYS[i], 1, -6), dest, ARGV[5])
  end)
  return taken
end
local ranges = {'-inf', ARGV[1]}
if ARGV[3] ~= '' then ranges[3], ranges[4] = '(' .. ARGV[3], '+inf' end
local function take(i, dest)
  -- First a write that needs no memory: a full server still sends what it accepted.
  if #taken == 0 then redis.call('DEL', last) end
  local shard = string.sub(KEYS[i], 1, -6)
  local one = hand(shard, dest, redis.call('HEXISTS', shard .. 'hands', dest) == 1, ARGV[2], ARGV[5])
  taken[#taken + 1] = one
  return one
end
-- Few of each set will do as a rule: conversations are spread evenly.
local few = math.min(n, math.ceil(2 * n / #KEYS) + 2)
if earliest(KEYS, ranges, n, few, take) and #taken < n then
  earliest(KEYS, ranges, n - #taken, n, take)
end
if #taken > 0 then redis.call('SET', last, ARGV[5], 'EX', 60) end
return taken
