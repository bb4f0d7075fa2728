-- Writes a delta to a living session; a session that has gone stays gone.
--   KEYS[1]  session:<id>
--   ARGV[1]  a new idle timeout for this session, s, or ''
--   ARGV[2]  absolute lifetime, ms
--   ARGV[3]  how many of the arguments after it are fields to remove
--   ARGV[4…] fields to remove, then field, value, field, value, …
-- Answers 1, or 0 when the session has gone.
local session = redis.call('HMGET', KEYS[1], 'creationTime', 'lastAccessedTime')
if not session[1] then return 0 end

if ARGV[1] ~= '' then
  local ends = math.min(session[2] + ARGV[1] * 1000, session[1] + ARGV[2])
  redis.call('HSET', KEYS[1], 'maxInactiveInterval', ARGV[1])
  -- A time that has passed removes the session here and now.
  redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', ends))
  if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
end

local removed = tonumber(ARGV[3])
if removed > 0 then redis.call('HDEL', KEYS[1], unpack(ARGV, 4, removed + 3)) end
if #ARGV > removed + 3 then redis.call('HSET', KEYS[1], unpack(ARGV, removed + 4)) end
return 1
