-- Finds sessions and counts this as a use of each.
--   KEYS     session:<id>, …
--   ARGV[1]  absolute lifetime, ms
-- Answers for each key false when there is no such session, or its hash as the text of one JSON object: field →
-- value. The values are JSON as they are, and names are escaped in the hash already (see redis-record.ts). So the
-- client has one text to parse, once: an array of fields would take it twice as long. A large text comes in pieces,
-- because putting it together takes Lua much longer than the client.
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))

local function load(key)
  local fields = redis.pcall('HGETALL', key)
  -- Not a hash: no session of ours. What is answered is no JSON either, so the caller reports it.
  if fields.err then return fields.err end
  if #fields == 0 then return false end

  local creation, idle, accessed
  local opening, size = '{"', 0
  for i = 1, #fields, 2 do
    local name = fields[i]
    if name == 'creationTime' then creation = tonumber(fields[i + 1])
    elseif name == 'maxInactiveInterval' then idle = tonumber(fields[i + 1])
    elseif name == 'lastAccessedTime' then accessed, fields[i + 1] = fields[i + 1], now end
    fields[i] = opening .. name .. '":'
    opening, size = ',"', size + #fields[i + 1]
  end
  -- Not a session of ours either: nobody extends its life.
  if not (creation and idle and accessed) then return 'Fields of a session are missing or are no numbers' end

  local ttl = math.min(idle * 1000, creation + ARGV[1] - now)
  if ttl <= 0 then
    redis.call('DEL', key)
    return false
  end
  -- A Redis that has no memory left refuses this one, and reading goes on without it.
  redis.pcall('HSET', key, 'lastAccessedTime', now)
  redis.call('PEXPIRE', key, string.format('%.0f', ttl))
  fields[#fields + 1] = '}'
  return size < 8192 and table.concat(fields) or fields
end

local answers = {}
for i, key in ipairs(KEYS) do answers[i] = load(key) end
return answers
