import attributeLimit from './attribute-limit.ts'

/**
 * Applies changes to sessions that exist; one that has ended is not stored again.
 * @param check Lua of a layout, which returns an error when a field must not be overwritten
 */
export default (check: string) => /* lua */ `
-- KEYS     session:<id>, …
-- ARGV[1]  absolute lifetime, ms
-- ARGV[2]  the field that names a session's user
-- ARGV[3…] for each session: deadline in ms, or '' (a later change is refused); new idle timeout in s, or ''; '1' to answer
--          the creation time and the user before the change, or ''; what the fields begin with that are limited; how many
--          of them may be there, or '' (no limit); how many fields are removed; how many arguments follow those; fields to
--          remove; field, value, field, value, …
-- Answers for each key '0' when the session has ended, '1' and perhaps creation time (ms), ':' and the user's JSON text, or an
-- error.
${attributeLimit}
local unpack = unpack or table.unpack
local absolute, principalField, at = ARGV[1], ARGV[2], 2
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function update(key, deadline, idle, asksUser, prefix, most, removing, writing)
  -- Not a hash, or the hash of no session: pcall answers a table, and tonumber nil.
  local creation = tonumber(redis.pcall('HGET', key, 'creationTime'))
  if not (creation and creation > 0 and creation < 1e15) then return '0' end
  if deadline ~= '' and now > tonumber(deadline) then
    return redis.error_reply('LATE The change comes too long after the session was read')
  end

  if most ~= '' then
    local removed, written = {}, {}
    for i = 1, removing do removed[i] = ARGV[at + i] end
    for i = at + removing + 1, at + removing + writing, 2 do written[#written + 1] = ARGV[i] end
    if exceeds(key, prefix, most, removed, written) then
      return redis.error_reply('LIMIT The session has as many of these attributes as it may have')
    end
  end

${check}
  local asked = ''
  if asksUser then
    asked = string.format('%.0f', creation) .. ':' .. (redis.call('HGET', key, principalField) or '')
  end
  if idle ~= '' then
    -- Counted from now: the last noted use may be a touch interval ago, and the session is in use.
    local ends = math.min(now + idle * 1000, creation + absolute)
    redis.call('HSET', key, 'maxInactiveInterval', idle, 'lastAccessedTime', string.format('%.0f', now))
    -- An absolute lifetime that has passed removes the session at once.
    redis.call('PEXPIREAT', key, string.format('%.0f', ends))
    if redis.call('EXISTS', key) == 0 then return '0' end
  end

  -- Lua's unpack is limited to some 8,000 values.
  local split, last = at + removing, at + removing + writing
  for i = at + 1, split, 1000 do redis.call('HDEL', key, unpack(ARGV, i, math.min(i + 999, split))) end
  for i = split + 1, last, 1000 do redis.call('HSET', key, unpack(ARGV, i, math.min(i + 999, last))) end
  return '1' .. asked
end

local answers = {}
for i, key in ipairs(KEYS) do
  local deadline, idle, asksUser = ARGV[at + 1], ARGV[at + 2], ARGV[at + 3] == '1'
  local prefix, most = ARGV[at + 4], ARGV[at + 5]
  local removing, writing = tonumber(ARGV[at + 6]), tonumber(ARGV[at + 7])
  at = at + 7
  local done, answer = pcall(update, key, deadline, idle, asksUser, prefix, most, removing, writing)
  answers[i] = done and answer or redis.error_reply(type(answer) == 'table' and answer.err or tostring(answer))
  at = at + removing + writing
end
return answers
`
