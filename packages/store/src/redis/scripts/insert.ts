import enterIndex from './enter-index.ts'

/** Stores a new session, and enters it in its user's index; never writes over a session that is there. */
export default /* lua */ `
-- KEYS[1]  session:<id>
-- KEYS[2]  session:user:<username>, for a session with a user; not on a Cluster, where it has another slot
-- ARGV[1]  session id
-- ARGV[2]  idle timeout, s
-- ARGV[3]  absolute lifetime, ms
-- ARGV[4…] field, value, field, value, …
-- Answers false when the id is taken, else the creation time in ms, how many members the index has, and some of those for the
-- client to check.
${enterIndex}
if redis.call('EXISTS', KEYS[1]) == 1 then return false end

local unpack = unpack or table.unpack
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
local ttl = math.min(ARGV[2] * 1000, tonumber(ARGV[3]))
-- The index first: what may fail (its key holds something else) fails before a session is there without an index.
local size, toCheck
if KEYS[2] then
  size, toCheck = enter(KEYS[2], ARGV[1], time[1] * 1000000 + time[2], ARGV[3])
end
-- Lua's unpack is limited to some 8,000 values.
redis.call('HSET', KEYS[1], 'creationTime', now, 'lastAccessedTime', now, 'maxInactiveInterval', ARGV[2],
  unpack(ARGV, 4, math.min(1003, #ARGV)))
for i = 1004, #ARGV, 1000 do redis.call('HSET', KEYS[1], unpack(ARGV, i, math.min(i + 999, #ARGV))) end
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', ttl))
if not size then return { now } end
return { now, tostring(size), unpack(toCheck) }
`
