-- Enters a session in its user's index.
--   KEYS[1]  session:user:<username>
--   ARGV[1]  session id
--   ARGV[2]  idle timeout, ms
--   ARGV[3]  absolute lifetime, ms: no member can outlive it, so neither need the index
-- Answers how many members the index has now, and those whose noted expiry has passed: they are dead,
-- or were used since; the caller finds out which.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ttl = math.min(tonumber(ARGV[2]), tonumber(ARGV[3]))
redis.call('ZADD', KEYS[1], string.format('%.0f', now + ttl), ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return { redis.call('ZCARD', KEYS[1]), redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now)) }
