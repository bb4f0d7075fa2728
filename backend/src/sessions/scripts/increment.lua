-- Adds to a numeric attribute of a living session.
--   KEYS[1]  session:<id>
--   ARGV[1]  field
--   ARGV[2]  what to add
-- Answers the new value, or false when the session has gone.
if redis.call('HEXISTS', KEYS[1], 'creationTime') == 0 then return false end
return redis.call('HINCRBY', KEYS[1], ARGV[1], ARGV[2])
