-- The conversations whose wake time has come.
-- KEYS the wake sets of one shard or of several; what else is read has the hash tag of one of them
-- ARGV now, most to return
-- Returns {conversation ID, wake time, buyer} for each, earliest first.
local due = {}
earliest(KEYS, {'-inf', ARGV[1]}, tonumber(ARGV[2]), ARGV[2], function(i, id, at)
  due[#due + 1] = {id, at, redis.call('HGET', string.sub(KEYS[i], 1, -5) .. 'conv:' .. id, 'buyer')}
  return true
end)
return due
