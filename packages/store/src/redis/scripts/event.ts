/** Writes an event, once: a session is created once and ends once, however many processes see it end. */
export default /* lua */ `
-- KEYS[1]  sorted set of session ids, scored by when they expire, in ms
-- KEYS[2]  hash, session id → its user
-- KEYS[3]  stream of events
-- ARGV[1]  created | destroyed | expired, or user: the session has another user, which is no event
-- ARGV[2]  session id
-- ARGV[3]  how many events the stream keeps, about
-- ARGV[4]  created: ms until it expires; destroyed: why
-- ARGV[5]  created, user: its user, or ''
-- Answers '1', or '0' when the end of this session has been written already.
local event, id, principal, reason = ARGV[1], ARGV[2], ARGV[5], ''
if event == 'user' then
  -- Adding 0 to its score is how ZADD tells whether the session is there.
  if not redis.call('ZADD', KEYS[1], 'XX', 'INCR', '0', id) then return '0' end
  if principal ~= '' then redis.call('HSET', KEYS[2], id, principal) else redis.call('HDEL', KEYS[2], id) end
  return '1'
end
if event == 'created' then
  local time = redis.call('TIME')
  local expiry = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[4]
  redis.call('ZADD', KEYS[1], string.format('%.0f', expiry), id)
  if principal ~= '' then redis.call('HSET', KEYS[2], id, principal) end
else
  if redis.call('ZREM', KEYS[1], id) == 0 then return '0' end
  principal = redis.call('HGET', KEYS[2], id) or ''
  reason = ARGV[4] or ''
  redis.call('HDEL', KEYS[2], id)
end
redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[3], '*', 'type', event, 'id', id, 'principal', principal, 'reason', reason)
return '1'
`
