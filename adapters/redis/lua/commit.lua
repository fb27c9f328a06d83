-- Writes one turn, all or nothing, and goes on with what came in meanwhile or releases the lease.
-- KEYS conv in busy wake turns ready, then the lists and indexes that the rest of ARGV names by their place
-- ARGV conversation ID, fence, version, next version, tag of the next state, next state, buyer, now, end of the lease,
--      wake time or "", event, turns kept, number of deliveries;
--      for each delivery: place of its list in KEYS, destination, head of the list's element (see head.lua), delivery;
--      then commands for the indexes: command, place in KEYS, number of arguments, arguments
-- Returns "lost", "done" when nothing waits or another has gone on, or the events that wait.
local id, fence, version = ARGV[1], ARGV[2], ARGV[3]
local conv = redis.call('HMGET', KEYS[1], 'fence', 'version', 'last')
local last = fence .. ':' .. version
if conv[1] == fence and (conv[2] or '0') == version and redis.call('LPOP', KEYS[2]) then
  -- LPOP needs no memory, so that a full server still finishes what it accepted.
  local turn = {'event', ARGV[11], 'next', ARGV[6]}
  local at = 14
  for i = 1, tonumber(ARGV[13]) do
    redis.call('RPUSH', KEYS[tonumber(ARGV[at])], ARGV[at + 2] .. ARGV[at + 3])
    redis.call('ZADD', KEYS[6], 'NX', ARGV[8], ARGV[at + 1])
    turn[#turn + 1] = 'd' .. i
    turn[#turn + 1] = ARGV[at + 3]
    at = at + 4
  end
  while at <= #ARGV do
    local n = tonumber(ARGV[at + 2])
    redis.call(ARGV[at], KEYS[tonumber(ARGV[at + 1])], unpack(ARGV, at + 3, at + 2 + n))
    at = at + 3 + n
  end
  redis.call('XADD', KEYS[5], 'MAXLEN', '~', ARGV[12], '*', unpack(turn))
  if ARGV[10] == '' then
    redis.call('ZREM', KEYS[4], id)
  else
    redis.call('ZADD', KEYS[4], ARGV[10], id)
  end
  redis.call('HSET', KEYS[1], 'state', ARGV[6], 'version', ARGV[4], 'tag', ARGV[5], 'buyer', ARGV[7], 'last', last)
elseif conv[3] ~= last then
  return 'lost'
elseif conv[1] ~= fence then
  return 'done'
end
local events = redis.call('LRANGE', KEYS[2], 0, -1)
if #events == 0 then
  redis.call('HSET', KEYS[1], 'lease', '0')
  redis.call('ZREM', KEYS[3], id)
  return 'done'
end
redis.call('HSET', KEYS[1], 'lease', ARGV[9])
redis.call('ZADD', KEYS[3], ARGV[9], id)
return events
