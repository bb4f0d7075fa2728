import { expect, test } from '../support/fixtures.ts'

const refused = [
  'CONFIG GET *',
  'CONFIG SET maxmemory 0',
  'FLUSHALL',
  'FLUSHDB',
  'KEYS *',
  'SCAN 0',
  'SHUTDOWN',
  'DEBUG SLEEP 1',
  'ACL LIST',
  'CLIENT LIST',
  'MONITOR',
  'GET secret',
  'HGETALL elsewhere:x',
]

test('S23 the backends’ user of Redis may do what sessions need, and no more', async ({
  stack,
}) => {
  const ask = (command: string) => stack.redisCli('ACL', 'DRYRUN', 'app', ...command.split(' '))
  for (const command of ['HGETALL session:x', 'HSET user:x a b', 'INCR limit:x', 'PING']) {
    expect(await ask(command)).toBe('OK')
  }
  for (const command of refused) expect(await ask(command), command).not.toBe('OK')
})

test('S23 the operator cannot empty Redis, stop it or read its passwords', async ({ stack }) => {
  for (const command of ['FLUSHALL', 'SHUTDOWN NOSAVE', 'ACL GETUSER app', 'CONFIG SET dir /']) {
    await expect(stack.redisCli(...command.split(' ')), command).rejects.toThrow('NOPERM')
  }
})
