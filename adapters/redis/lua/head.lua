-- The first delivery of a destination that nobody has in hand, past those that it makes needless. An element of a list is a mark
-- ("!" for a delivery that may have been sent already, "." otherwise) and the delivery's key on one line, its conversation on the
-- next, and then the delivery.
-- Returns the delivery, whether it is unclear, and its receipt; nil when there is none.
local function head(shard, dest, unclear)
  local list = shard .. 'out:' .. dest
  local first = redis.call('LINDEX', list, 0)
  if not first then return nil end
  local line = string.find(first, '\n', 1, true)
  if line > 2 then
    local second = redis.call('LINDEX', list, 1)
    while second and string.sub(second, 2, line) == string.sub(first, 2, line) do
      unclear = unclear or string.sub(first, 1, 1) == '!'
      redis.call('LPOP', list)
      first, second = second, redis.call('LINDEX', list, 1)
    end
  end
  unclear = unclear or string.sub(first, 1, 1) == '!'
  local conv = string.find(first, '\n', line + 1, true)
  local receipt = false
  if line > 2 then
    receipt = redis.call('HGET', shard .. 'receipts:' .. string.sub(first, line + 1, conv - 1), string.sub(first, 2, line - 1))
  end
  return string.sub(first, conv + 1), unclear, receipt
end

-- Puts the first delivery of a destination into the caller's hands.
-- Returns {delivery, "!" or "", receipt}, nil when there is none.
local function hand(shard, dest, unclear, lease, call)
  local delivery, unsure, receipt = head(shard, dest, unclear)
  if not delivery then
    redis.call('ZREM', shard .. 'ready', dest)
    redis.call('HDEL', shard .. 'hands', dest)
    return nil
  end
  local mark = unsure and '!' or ''
  redis.call('ZADD', shard .. 'ready', lease, dest)
  redis.call('HSET', shard .. 'hands', dest, call .. mark)
  return {delivery, mark, receipt}
end

-- What the same call put into its caller's hands before; the call is said again when its answer was lost. Nil when it did not.
local function handed(shard, dest, call)
  local by = redis.call('HGET', shard .. 'hands', dest)
  if not by or string.sub(by, 1, #call) ~= call then return nil end
  local delivery, _, receipt = head(shard, dest, false)
  return delivery and {delivery, string.sub(by, #call + 1), receipt}
end
