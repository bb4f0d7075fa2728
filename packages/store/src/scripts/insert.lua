-- Stores a new session; never writes over one that is there.
--   KEYS[1]  session:<id>
--   ARGV[1]  idle timeout, s
--   ARGV[2]  absolute lifetime, ms
--   ARGV[3…] attribute field, value, field, value, …
-- Answers the creation time in ms, or false when the id is taken.
if redis.call('EXISTS', KEYS[1]) == 1 then return false end

local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
local ttl = math.min(ARGV[1] * 1000, tonumber(ARGV[2]))
redis.call('HSET', KEYS[1], 'creationTime', now, 'lastAccessedTime', now, 'maxInactiveInterval', ARGV[1], unpack(ARGV, 3))
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', ttl))
return now
