import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { LabEvents } from '@session-clustering/api/lab'
import type { FastifyReply } from 'fastify'
import { connectedPages } from '../../src/lab/pages.ts'

suite('pages', () => {
  test('a page that does not read its events is disconnected, others are not', () => {
    const pages = connectedPages<LabEvents>(() => {}, 250)
    const sent: string[] = []
    const closed: string[] = []
    const replyOf = (name: string, writableLength: number) => {
      let onClose = () => {}
      const raw = {
        writableLength,
        destroy() {
          closed.push(name)
          onClose()
        },
      }
      const sse = {
        isConnected: true,
        keepAlive() {},
        onClose(callback: () => void) {
          onClose = callback
        },
        async send() {
          sent.push(name)
        },
      }
      return { request: { ip: '192.0.2.1' }, raw, sse } as unknown as FastifyReply
    }
    pages.connect(replyOf('slow', 200 * 1024), '')
    const quick = pages.connect(replyOf('quick', 100 * 1024), '')
    pages.send('missed', null)
    assert.deepEqual([sent, closed], [['quick'], ['slow']])
    assert.deepEqual(pages.connected(), [quick])
  })
})
