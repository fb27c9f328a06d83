-- Calls f with the members of several sorted sets, in the order of their scores, until n of the calls returned something: with the place
-- of the set and the member and its score. It looks at those in the ranges, each "from", "to" and later than the one before, and at no
-- more than most of each.
-- Returns whether there may be more.
local function earliest(sets, ranges, n, most, f)
  local rows, at, scores, more = {}, {}, {}, false
  for i, set in ipairs(sets) do
    local row
    for r = 1, #ranges, 2 do
      local found = redis.call('ZRANGEBYSCORE', set, ranges[r], ranges[r + 1], 'WITHSCORES', 'LIMIT', 0, most)
      more = more or #found == 2 * most
      if not row or #row == 0 then
        row = found
      else
        for _, x in ipairs(found) do row[#row + 1] = x end
      end
    end
    if #row > 0 then rows[i], at[i], scores[i] = row, 1, tonumber(row[2]) end
  end
  while n > 0 do
    local first
    for i, score in pairs(scores) do
      if not first or score < scores[first] then first = i end
    end
    if not first then return more end
    local row, k = rows[first], at[first]
    at[first] = k + 2
    scores[first] = row[k + 3] and tonumber(row[k + 3])
    if f(first, row[k], row[k + 1]) then n = n - 1 end
  end
  return true
end
