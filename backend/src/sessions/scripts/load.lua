-- Finds a session and counts this as a use of it, in one round trip.
--   KEYS[1]  session:<id>
--   ARGV[1]  absolute lifetime, ms
-- Answers the hash as one JSON array [field, value, field, value, …] (a single bulk string is read
-- several times faster by the client than an array), or false when there is no such session.
local fields = redis.call('HGETALL', KEYS[1])
if #fields == 0 then return false end

local creation, idle, accessed
for i = 1, #fields, 2 do
  local name = fields[i]
  if name == 'creationTime' then creation = tonumber(fields[i + 1])
  elseif name == 'maxInactiveInterval' then idle = tonumber(fields[i + 1])
  elseif name == 'lastAccessedTime' then accessed = i + 1 end
end
-- Not a session of ours: the caller reports it, nobody extends its life.
if not (creation and idle and accessed) then return cjson.encode(fields) end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ttl = math.min(idle * 1000, creation + ARGV[1] - now)
if ttl <= 0 then
  redis.call('DEL', KEYS[1])
  return false
end
fields[accessed] = string.format('%.0f', now)
-- A Redis that has no memory left refuses this one, and reading goes on without it.
redis.pcall('HSET', KEYS[1], 'lastAccessedTime', fields[accessed])
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', ttl))
return cjson.encode(fields)
