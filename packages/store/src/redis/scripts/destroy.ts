/** Ends a session. */
export default /* lua */ `
-- KEYS[1]  session:<id>
-- ARGV[1]  the field that names a session's user
-- Answers the JSON text of that field ('' for a session without a user), or false when there was no session.
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
-- A key that is no hash has no user, and is removed all the same.
local principal = redis.pcall('HGET', KEYS[1], ARGV[1])
redis.call('DEL', KEYS[1])
return type(principal) == 'string' and principal or ''
`
