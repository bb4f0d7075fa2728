import enterIndex from './enter-index.ts'

/** Enters a session in its user's index. */
export default /* lua */ `
-- KEYS[1]  session:user:<username>
-- ARGV[1]  session id
-- ARGV[2]  when the session was created, ms
-- ARGV[3]  absolute lifetime, ms
-- Answers how many members the index has, and some of those for the client to check.
${enterIndex}
local unpack = unpack or table.unpack
local size, toCheck = enter(KEYS[1], ARGV[1], ARGV[2] * 1000, ARGV[3])
return { tostring(size), unpack(toCheck) }
`
