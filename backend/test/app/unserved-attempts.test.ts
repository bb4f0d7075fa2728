import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { forSuite, startRedis } from '@session-clustering/testing'
import fastify from 'fastify'
import { attemptLimits } from '../../src/plugins/attempt-limits.ts'
import { errors } from '../../src/plugins/errors.ts'
import { redis } from '../../src/plugins/redis.ts'
import { Problem } from '../../src/problems.ts'
import { redisUsers } from '../../src/users/user-repository.ts'

suite('attempts that the server cannot serve', () => {
  const server = forSuite(startRedis)
  const app = fastify()
  before(async () => {
    const target = { kind: 'single', url: server.url } as const
    await app.register(errors)
    await app.register(redis, { config: { redis: target, SERVER_NAME: 'backend-1' } })
    const limits = {
      LOGIN_ATTEMPTS_PER_ACCOUNT: 1,
      LOGIN_ATTEMPTS_PER_ADDRESS: 1,
      SIGNUPS_PER_ADDRESS: 1,
    }
    await app.register(attemptLimits, { limits, users: redisUsers(app.redis) })
    app.post('/busy/login', (request) =>
      app.loginAttempt(request, 'ada', async () => Promise.reject(new Problem(503, 'busy', ''))),
    )
    app.post('/busy/signup', (request) =>
      app.signUpAttempt(request, async () => Promise.reject(new Problem(503, 'busy', ''))),
    )
    app.post('/login', (request) => app.loginAttempt(request, 'ada', async () => ({ fits: false })))
    app.post('/signup', (request) => app.signUpAttempt(request, async () => ({})))
    await app.ready()
    if (app.redis.status !== 'ready') await new Promise((done) => app.redis.once('ready', done))
  })
  after(() => app.close())

  for (const path of ['/login', '/signup']) {
    test(`${path}: a 503 is not counted, neither for the account nor for the address`, async () => {
      const statuses: number[] = []
      for (const url of [`/busy${path}`, `/busy${path}`, path, path]) {
        statuses.push((await app.inject({ method: 'POST', url })).statusCode)
      }
      assert.deepEqual(statuses, [503, 503, 200, 429])
    })
  }
})
