/**
 * Finds sessions, and notes a use of each whose last noted use is a touch interval ago.
 *
 * The script answers one text for each session: field, value, field, value, … with U+001F between. JSON text and the names
 * of fields cannot contain this character. ioredis reads one text several times faster than an array of fields, and Lua
 * joins them in one call. A session with more than 256 fields is answered as an array: joining large texts takes Lua
 * longer than it takes the client.
 */
export default /* lua */ `
-- KEYS     session:<id>, …
-- ARGV[1]  absolute lifetime, ms
-- ARGV[2]  touch interval of a session with the usual idle timeout, ms
-- ARGV[3]  the usual idle timeout, s
-- ARGV[4]  for any other idle timeout: the part of it that is the touch interval
-- Answers Redis's time in ms, then for each key false when there is no such session, else its fields.
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
local absolute, interval, usual = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]

local function timesIn(fields)
  -- The insert script writes these three first, and a small hash keeps its order.
  if fields[1] == 'creationTime' and fields[3] == 'lastAccessedTime' and fields[5] == 'maxInactiveInterval' then
    return fields[2], fields[4], fields[6], 4
  end
  local times = {}
  for i = 1, #fields, 2 do times[fields[i]] = i + 1 end
  local at = times.lastAccessedTime
  return fields[times.creationTime], fields[at], fields[times.maxInactiveInterval], at
end

local function load(key)
  local fields = redis.pcall('HGETALL', key)
  -- Not a hash: the client reports the error.
  if fields.err then return fields.err end
  if #fields == 0 then return false end

  local creation, accessed, idle, at = timesIn(fields)
  creation, accessed = tonumber(creation), tonumber(accessed)
  local seconds = tonumber(idle)
  -- Not a session: nobody extends its life, and the client reports it.
  if not (creation and accessed and seconds) then return 'incomplete' end

  local left = creation + absolute - now
  if left <= 0 then
    redis.call('DEL', key)
    return false
  end
  local due = interval
  if idle ~= usual then due = math.min(interval, seconds * 1000 * ARGV[4]) end
  local unused = now - accessed
  -- A time in the future comes from another clock.
  if unused >= due or unused < 0 then
    -- A Redis without memory refuses HSET; reading goes on without it.
    redis.pcall('HSET', key, 'lastAccessedTime', now)
    redis.call('PEXPIRE', key, string.format('%.0f', math.min(seconds * 1000, left)))
    fields[at] = now
  end
  return #fields <= 512 and table.concat(fields, '\\31') or fields
end

local answers = { now }
for i, key in ipairs(KEYS) do answers[i + 1] = load(key) end
return answers
`
