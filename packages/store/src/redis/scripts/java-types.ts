import { REPLACEABLE } from '../spring-values.ts'

/**
 * For update.ts with Spring's values: refuses to overwrite a value that has a type which the store does not write, as the new
 * value would have another type.
 */
export default /* lua */ `
  local replaceable = { ${REPLACEABLE.map((type) => `['${type}'] = true`).join(', ')} }
  -- The first type in a value that is not replaceable, or nil.
  local function foreign(value)
    if type(value) ~= 'table' then return nil end
    local name, content = value['@class'], value
    if name == nil then name, content = value[1], value[2] end
    if not replaceable[name] or type(content) ~= 'table' then return tostring(name or 'unknown') end
    for _, part in pairs(content) do
      local found = foreign(part)
      if found then return found end
    end
  end
  for i = at + removing + 1, at + removing + writing, 2 do
    local stored = redis.call('HGET', key, ARGV[i])
    if stored and stored ~= '' then
      local isJson, value = pcall(cjson.decode, stored)
      local found = not isJson and 'unknown' or foreign(value)
      if found then return redis.error_reply('TYPE ' .. found .. ' ' .. ARGV[i]) end
    end
  end
`
