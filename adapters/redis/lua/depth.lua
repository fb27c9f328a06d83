-- How much waits in one shard or in several.
-- KEYS the ready sets; what else is read has the hash tag of one of them
-- Returns destinations, conversations with work, conversations with a wake time, and when the first destination is ready or "".
local out, busy, wake, oldest = 0, 0, 0, ''
for _, ready in ipairs(KEYS) do
  local shard = string.sub(ready, 1, -6)
  out = out + redis.call('ZCARD', ready)
  busy = busy + redis.call('ZCARD', shard .. 'busy')
  wake = wake + redis.call('ZCARD', shard .. 'wake')
  local first = redis.call('ZRANGE', ready, 0, 0, 'WITHSCORES')[2]
  if first and (oldest == '' or tonumber(first) < tonumber(oldest)) then oldest = first end
end
return {out, busy, wake, oldest}
