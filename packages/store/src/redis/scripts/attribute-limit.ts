/** A function for scripts that write attributes: whether a change adds some beyond a limit. */
export default /* lua */ `
-- key      session:<id>
-- prefix   what the counted fields begin with
-- most     how many of them may be there
-- removed, written: lists of fields
local function exceeds(key, prefix, most, removed, written)
  local all, there, before = redis.call('HGETALL', key), {}, 0
  for i = 1, #all, 2 do
    -- An attribute that Spring Session has removed is an empty text.
    if all[i + 1] ~= '' and string.sub(all[i], 1, #prefix) == prefix then
      there[all[i]] = true
      before = before + 1
    end
  end
  local after = before
  for _, field in ipairs(removed) do
    if there[field] then after = after - 1 end
    there[field] = nil
  end
  for _, field in ipairs(written) do
    if not there[field] and string.sub(field, 1, #prefix) == prefix then
      there[field] = true
      after = after + 1
    end
  end
  return after > tonumber(most) and after > before
end
`
