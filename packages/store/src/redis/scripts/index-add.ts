/** Enters a session in its user's index. */
export default /* lua */ `
-- KEYS[1]  session:user:<username>
-- ARGV[1]  session id
-- ARGV[2]  idle timeout, ms
-- ARGV[3]  absolute lifetime, ms: no member outlives it, and so neither need the index
-- Answers how many members the index has, and those whose noted expiry has passed: they have ended, or were used since; the
-- client finds out which.
local unpack = unpack or table.unpack
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ttl = math.min(tonumber(ARGV[2]), tonumber(ARGV[3]))
redis.call('ZADD', KEYS[1], string.format('%.0f', now + ttl), ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now), 'LIMIT', 0, 1000)
return { tostring(redis.call('ZCARD', KEYS[1])), unpack(due) }
`
