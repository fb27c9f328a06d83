-- Takes the first delivery of each destination whose time has come, or is later than any right clock would have put it.
-- KEYS ready, then the list of each destination
-- ARGV now, time until which what is taken is the caller's, latest time that can be right, then the destinations
-- Returns the deliveries.
local taken = {}
for i = 2, #KEYS do
  local dest = ARGV[i + 2]
  local at = redis.call('ZSCORE', KEYS[1], dest)
  if at and (tonumber(at) <= tonumber(ARGV[1]) or tonumber(at) > tonumber(ARGV[3])) then
    local first = redis.call('LINDEX', KEYS[i], 0)
    if first then
      redis.call('ZADD', KEYS[1], ARGV[2], dest)
      taken[#taken + 1] = first
    else
      redis.call('ZREM', KEYS[1], dest)
    end
  end
end
return taken
