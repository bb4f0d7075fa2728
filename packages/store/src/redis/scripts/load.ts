import { MOST_SECONDS } from '../../options.ts'

/**
 * Loads sessions, and writes the time of use of each whose `lastAccessedTime` is a touch interval ago.
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
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local absolute, interval, usual = ARGV[1], tonumber(ARGV[2]), ARGV[3]

-- A hash with many fields has no order.
local function find(fields, name)
  for i = 1, #fields, 2 do
    if fields[i] == name then return i + 1 end
  end
end

local function touch(key, fields, at, creation, seconds)
  local left = creation + absolute - now
  if left <= 0 then
    redis.call('DEL', key)
    return false
  end
  -- A Redis without memory refuses HSET; reading goes on without it.
  redis.pcall('HSET', key, 'lastAccessedTime', string.format('%.0f', now))
  redis.call('PEXPIRE', key, string.format('%.0f', math.min(seconds * 1000, left)))
  fields[at] = string.format('%.0f', now)
  return true
end

local function load(key)
  local fields = redis.pcall('HGETALL', key)
  -- Not a hash: the client reports the error.
  if fields.err then return fields.err end
  if #fields == 0 then return false end

  -- The insert script writes these in front, and a small hash keeps its order.
  local at = fields[3] == 'lastAccessedTime' and 4 or find(fields, 'lastAccessedTime')
  local idle = fields[fields[5] == 'maxInactiveInterval' and 6 or find(fields, 'maxInactiveInterval')]
  local accessed = tonumber(fields[at])
  -- A session with another idle timeout has its own touch interval.
  local touchAfter = interval
  if idle ~= usual then touchAfter = math.min(interval, (tonumber(idle) or 0) * 1000 * ARGV[4]) end
  -- A time in the future comes from another clock.
  if not accessed or now - accessed >= touchAfter or now < accessed then
    local creation, seconds = tonumber(fields[find(fields, 'creationTime')]), tonumber(idle)
    -- Not a session: nobody extends its life, and the client reports it. An array, as it may be bytes that contain U+001F.
    if not (creation and accessed and seconds) then return fields end
    -- 'nan' and '1e300' are numbers to Lua. With some of them PEXPIRE fails, and with it all sessions of this call.
    if not (creation > 0 and creation < 1e15 and seconds > 0 and seconds <= ${MOST_SECONDS}) then return fields end
    if not touch(key, fields, at, creation, seconds) then return false end
  end
  return #fields <= 512 and table.concat(fields, '\\31') or fields
end

local answers = { string.format('%.0f', now) }
for i, key in ipairs(KEYS) do answers[i + 1] = load(key) end
return answers
`
