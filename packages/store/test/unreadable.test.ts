import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JdkSerializedError, reportOnce } from '../src/index.ts'
import { isJdkSerialized } from '../src/unreadable.ts'

test('each record is reported once, and JDK serialization once for all records', () => {
  const reported: unknown[] = []
  const report = reportOnce(({ cause }) => reported.push(cause))
  const jdk = new JdkSerializedError()
  for (let i = 0; i < 2; i += 1) {
    report({ id: 'a', cause: 'of a' })
    report({ id: 'b', cause: 'of b' })
    report({ id: 'c', cause: jdk })
    report({ id: 'd', cause: new JdkSerializedError() })
  }
  assert.deepEqual(reported, ['of a', 'of b', jdk])
})

test('JDK serialization is recognised in text that was decoded as UTF-8', () => {
  const bytes = Buffer.from('aced00057372000e6a6176612e6c616e672e4c6f6e67', 'hex')
  assert.equal(isJdkSerialized(bytes.toString()), true)
  assert.equal(isJdkSerialized('"text"'), false)
})
