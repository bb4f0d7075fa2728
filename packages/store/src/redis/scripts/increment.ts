import attributeLimit from './attribute-limit.ts'

/** Adds to a numeric attribute of a living session. */
export default /* lua */ `
-- KEYS[1]  session:<id>
-- ARGV[1]  field
-- ARGV[2]  what to add
-- ARGV[3]  deadline in ms, or '': a later change is refused
-- ARGV[4]  what the fields begin with that are limited
-- ARGV[5]  how many of them may be there, or '': no limit
-- Answers the new value, or false when the session has ended.
${attributeLimit}
-- Not a hash, or the hash of no session: pcall answers a table, and tonumber nil.
local creation = tonumber(redis.pcall('HGET', KEYS[1], 'creationTime'))
if not (creation and creation > 0 and creation < 1e15) then return false end
if ARGV[3] ~= '' then
  local time = redis.call('TIME')
  if time[1] * 1000 + math.floor(time[2] / 1000) > tonumber(ARGV[3]) then
    return redis.error_reply('LATE The change comes too long after the session was read')
  end
end
if ARGV[5] ~= '' and exceeds(KEYS[1], ARGV[4], ARGV[5], {}, { ARGV[1] }) then
  return redis.error_reply('LIMIT The session has as many of these attributes as it may have')
end
-- An attribute that Spring Session has removed is an empty text.
if redis.call('HGET', KEYS[1], ARGV[1]) == '' then redis.call('HDEL', KEYS[1], ARGV[1]) end
redis.call('HINCRBY', KEYS[1], ARGV[1], ARGV[2])
-- As text: a Lua number is exact up to 2^53 alone.
return redis.call('HGET', KEYS[1], ARGV[1])
`
