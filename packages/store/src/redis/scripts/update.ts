/** Writes deltas to living sessions; a session that has ended stays ended. */
export default /* lua */ `
-- KEYS     session:<id>, …
-- ARGV[1]  absolute lifetime, ms
-- ARGV[2]  the field that names a session's user
-- ARGV[3…] for each session: deadline in ms, or '' (a later change is refused); new idle timeout in s, or ''; '1' to answer
--          the user before the change, or ''; how many fields are removed; how many arguments follow those; fields to
--          remove; field, value, field, value, …
-- Answers for each key '0' when the session has ended, '1' and perhaps the user's JSON text, or an error.
local unpack = unpack or table.unpack
local absolute, principalField, at = ARGV[1], ARGV[2], 2
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function update(key, deadline, idle, asksUser, removing, writing)
  if redis.call('HEXISTS', key, 'creationTime') == 0 then return '0' end
  if deadline ~= '' and now > tonumber(deadline) then
    return redis.error_reply('LATE The change comes too long after the session was read')
  end

  local user = asksUser and redis.call('HGET', key, principalField) or ''
  if idle ~= '' then
    -- Counted from now: the last noted use may be a touch interval ago, and the session is in use.
    local ends = math.min(now + idle * 1000, redis.call('HGET', key, 'creationTime') + absolute)
    redis.call('HSET', key, 'maxInactiveInterval', idle, 'lastAccessedTime', string.format('%.0f', now))
    -- An absolute lifetime that has passed removes the session at once.
    redis.call('PEXPIREAT', key, string.format('%.0f', ends))
    if redis.call('EXISTS', key) == 0 then return '0' end
  end

  -- Lua's unpack is limited to some 8,000 values.
  local removed, last = at + removing, at + removing + writing
  for i = at + 1, removed, 1000 do redis.call('HDEL', key, unpack(ARGV, i, math.min(i + 999, removed))) end
  for i = removed + 1, last, 1000 do redis.call('HSET', key, unpack(ARGV, i, math.min(i + 999, last))) end
  return '1' .. user
end

local answers = {}
for i, key in ipairs(KEYS) do
  local deadline, idle, asksUser = ARGV[at + 1], ARGV[at + 2], ARGV[at + 3] == '1'
  local removing, writing = tonumber(ARGV[at + 4]), tonumber(ARGV[at + 5])
  at = at + 5
  local done, answer = pcall(update, key, deadline, idle, asksUser, removing, writing)
  answers[i] = done and answer or redis.error_reply(type(answer) == 'table' and answer.err or tostring(answer))
  at = at + removing + writing
end
return answers
`
