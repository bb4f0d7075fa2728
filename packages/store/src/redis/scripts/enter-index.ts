/** A function for scripts that enter a session in its user's index. */
export default /* lua */ `
-- created  when the session was created, in microseconds
-- ttl      absolute lifetime, ms: no member outlives it, and so neither need the index
-- Returns how many members the index has, and some of those for the client to check.
local function enter(index, id, created, ttl)
  -- No two members have the same score, so that a page can begin after a score.
  while #redis.call('ZRANGEBYSCORE', index, created, created, 'LIMIT', 0, 1) > 0 do created = created + 1 end
  redis.call('ZADD', index, string.format('%.0f', created), id)
  redis.call('PEXPIRE', index, ttl)
  -- Members whose session has expired stay until they are found. A login adds one member and checks three at a random place,
  -- so their number stays in proportion to that of the living.
  local size = redis.call('ZCARD', index)
  if size <= 10 then return size, {} end
  local at = redis.call('TIME')[2] % (size - 2)
  return size, redis.call('ZRANGE', index, at, at + 2)
end
`
