-- Writes deltas to living sessions; a session that has gone stays gone.
--   KEYS     session:<id>, …
--   ARGV[1]  absolute lifetime, ms
--   ARGV[2…] for each session: until when, ms, or '' (what comes later is refused); its new idle timeout in s, or ''; how
--            many fields are removed, how many arguments follow those for what is written; fields to remove; field, value,
--            field, value, …
-- Answers for each key 1, 0 when the session has gone, or what Redis said against it.
local absolute, at = ARGV[1], 1
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function update(key, deadline, idle, removing, writing)
  local session = redis.call('HMGET', key, 'creationTime', 'lastAccessedTime')
  if not session[1] then return 0 end
  if deadline ~= '' and now > tonumber(deadline) then
    return redis.error_reply('LATE The change comes too long after the session was read')
  end

  if idle ~= '' then
    local ends = math.min(session[2] + idle * 1000, session[1] + absolute)
    redis.call('HSET', key, 'maxInactiveInterval', idle)
    -- A time that has passed removes the session here and now.
    redis.call('PEXPIREAT', key, string.format('%.0f', ends))
    if redis.call('EXISTS', key) == 0 then return 0 end
  end

  local removed = at + removing
  if removing > 0 then redis.call('HDEL', key, unpack(ARGV, at + 1, removed)) end
  if writing > 0 then redis.call('HSET', key, unpack(ARGV, removed + 1, removed + writing)) end
  return 1
end

local answers = {}
for i, key in ipairs(KEYS) do
  local deadline, idle = ARGV[at + 1], ARGV[at + 2]
  local removing, writing = tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
  at = at + 4
  local done, answer = pcall(update, key, deadline, idle, removing, writing)
  answers[i] = done and answer or redis.error_reply(type(answer) == 'table' and answer.err or tostring(answer))
  at = at + removing + writing
end
return answers
