-- Ends a session.
--   KEYS[1]  session:<id>
--   ARGV[1]  field that names its user
-- Answers the JSON text of that field ('' for a session without a user), or false when there was none.
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
-- What is no hash has no user, and can be removed all the same.
local principal = redis.pcall('HGET', KEYS[1], ARGV[1])
redis.call('DEL', KEYS[1])
return type(principal) == 'string' and principal or ''
