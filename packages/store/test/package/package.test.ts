// The package as its users get it: from a tarball, with npm, on every Node that it promises.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { client, forSuite, startRedis } from '@session-clustering/testing'
import { build } from 'esbuild'
import { type Consumer, installedFiles, quickStart, REPOSITORY, startConsumer } from './consumer.ts'
import { findNodes, MAJORS, type Major } from './nodes.ts'
import { run, start } from './run.ts'
import { BUNDLED, COMMONJS, ENTRIES, IMPORTS, REQUIRES } from './samples.ts'

const TSC = join(REPOSITORY, 'node_modules/typescript/bin/tsc')

suite('the package, installed from its tarball', () => {
  const redis = forSuite(startRedis)
  let consumer: Consumer
  let nodes: Record<Major, string>

  before(async () => {
    consumer = await startConsumer()
    nodes = await findNodes(consumer.empty)
    const files = {
      ...{ 'app.ts': await quickStart(), 'script.ts': BUNDLED, 'commonjs.cjs': COMMONJS },
      ...{ 'entries.ts': IMPORTS, 'entries.cts': REQUIRES },
    }
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(consumer.project, name), text)
    }
    // Node 20 runs no TypeScript. Whether the types are right is a test of its own.
    await build({
      entryPoints: [join(consumer.project, 'app.ts')],
      outdir: join(consumer.project, 'built'),
      format: 'esm',
      logLevel: 'error',
    })
  })
  after(() => consumer?.close())

  test('the tarball has the build, the sources, the guides and four documents, and nothing else', async () => {
    const files = await installedFiles(consumer)
    const roots = new Set(files.map((file) => file.split('/')[0]))
    const documents = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']
    assert.deepEqual([...roots].sort(), [...documents, 'dist', 'docs', 'src'].sort())
    for (const source of files.filter((file) => file.startsWith('src/'))) {
      const built = source.replace(/^src/, 'dist').replace(/\.ts$/, '')
      for (const ending of ['.js', '.js.map', '.d.ts', '.d.ts.map']) {
        assert.ok(files.includes(built + ending), `${built}${ending} is missing`)
      }
    }
  })

  test('the README example and the entries compile with module: nodenext', async () => {
    await compile(consumer, { module: 'nodenext', noEmit: true })
  })

  test('the README example and the entries compile with moduleResolution: bundler', async () => {
    await compile(consumer, { module: 'preserve', moduleResolution: 'bundler', noEmit: true })
  })

  test('esbuild bundles it into one file', async () => {
    await build({
      entryPoints: [join(consumer.project, 'script.ts')],
      outfile: join(consumer.empty, 'bundle.cjs'),
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      logLevel: 'error',
    })
  })

  for (const major of MAJORS) {
    suite(`on Node ${major}`, () => {
      let example: Awaited<ReturnType<typeof start>> | undefined

      before(async () => {
        const env = { REDIS_URL: redis.url, PORT: '0', COOKIE_SECRET: 'x'.repeat(32) }
        example = await start(nodes[major], ['built/app.js'], { cwd: consumer.project, env })
      })
      after(() => example?.stop())

      test('the README example stores a login in Redis until the logout', async () => {
        const url = example?.url ?? ''
        const browser = client()
        await browser.post(`${url}/login/ada`)
        const [id = ''] = browser.cookies.get('sid')?.split('.') ?? []
        assert.equal(await redis.redis.hget(`session:${id}`, 'sessionAttr:username'), '"ada"')
        assert.ok((await redis.redis.pttl(`session:${id}`)) > 0)
        assert.deepEqual((await browser.get(url)).body, { username: 'ada' })

        await browser.post(`${url}/logout`)
        assert.equal(await redis.redis.exists(`session:${id}`), 0)
        assert.deepEqual((await browser.get(url)).body, { username: 'anonymous' })
      })

      test('the README example stores no session for an anonymous visitor', async () => {
        const keys = await redis.redis.dbsize()
        const answer = await client().get(example?.url ?? '')
        assert.deepEqual(answer.body, { username: 'anonymous' })
        assert.equal(answer.headers.get('set-cookie'), null)
        assert.equal(await redis.redis.dbsize(), keys)
      })

      test('require of each entry returns what import returns', async () => {
        const output = await run(nodes[major], ['commonjs.cjs'], { cwd: consumer.project })
        assert.deepEqual(output.split('\n'), Object.keys(ENTRIES))
      })

      test('the bundle runs without node_modules', async () => {
        const env = { REDIS_URL: redis.url }
        const output = await run(nodes[major], ['bundle.cjs'], { cwd: consumer.empty, env })
        assert.deepEqual(output.split('\n'), ['ada', 'undefined'])
      })
    })
  }
})

/** Compiles the project in strict mode, with the declarations of the package and of its peers. */
async function compile(consumer: Consumer, options: object): Promise<void> {
  const compilerOptions = {
    ...{ target: 'es2022', strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false },
    ...{ types: ['node'], ...options },
  }
  const files = ['app.ts', 'entries.ts', 'entries.cts', 'script.ts']
  const settings = JSON.stringify({ compilerOptions, files })
  await writeFile(join(consumer.project, 'tsconfig.json'), settings)
  await run(process.execPath, [TSC], { cwd: consumer.project })
}
