import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Cart, Item, NoContent, problems, Quantity } from '@session-clustering/api'
import { TooManyAttributesError } from '@session-clustering/store'
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { currentUser, sessionEnded } from '../plugins/user-session.ts'
import { Problem } from '../problems.ts'
import { currentRecord } from './session-info.ts'

const Params = Type.Object({ item: Item })

/**
 * A cart in the session. Each item is one attribute, so requests that change different items at the same moment write
 * different fields. Adding an item is an atomic increment.
 */
export const cartRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.addHook('onRequest', async (request) => void currentUser(request))

  app.get('/cart', {
    schema: { summary: 'My cart', response: { 200: Cart, ...problems(401, 503) } },
    handler: async (request) => ({ items: itemsOf(request) }),
  })

  app.post('/cart/:item', {
    schema: {
      summary: 'Add one of an item, with an atomic increment',
      params: Params,
      response: { 200: Cart, ...problems(400, 401, 403, 409, 503) },
    },
    async handler(request, reply) {
      const { item } = request.params
      const record = currentRecord(request)
      const quantity = await app.sessions
        .increment(record, attributeOf(item), 1, LIMIT)
        .catch(cartFull)
      if (quantity === undefined) return sessionEnded(reply)
      return { items: { ...itemsOf(request), [item]: quantity } }
    },
  })

  app.put('/cart/:item', {
    schema: {
      summary: 'Set the quantity of an item',
      params: Params,
      body: Quantity,
      response: { 200: Cart, ...problems(400, 401, 403, 409, 503) },
    },
    async handler(request, reply) {
      const { item } = request.params
      const { quantity } = request.body
      const changes = { set: { [attributeOf(item)]: quantity }, limit: LIMIT }
      if (!(await app.sessions.update(currentRecord(request), changes).catch(cartFull))) {
        return sessionEnded(reply)
      }
      return { items: { ...itemsOf(request), [item]: quantity } }
    },
  })

  app.delete('/cart/:item', {
    schema: {
      summary: 'Remove an item',
      params: Params,
      response: { 204: NoContent, ...problems(400, 401, 403, 503) },
    },
    async handler(request, reply) {
      const remove = [attributeOf(request.params.item)]
      if (!(await app.sessions.update(currentRecord(request), { remove }))) {
        return sessionEnded(reply)
      }
      return reply.code(204).send(null)
    },
  })
}

// The client chooses the name of an item. The prefix keeps it apart from all other attributes.
const PREFIX = 'cart:' as const

/** The store checks it where it writes, so requests at the same moment cannot exceed it. */
const LIMIT = { prefix: PREFIX, most: 50 }

function attributeOf(item: string) {
  return `${PREFIX}${item}` as const
}

function itemsOf(request: FastifyRequest): Cart['items'] {
  const { attributes } = currentRecord(request)
  const items = Object.entries(attributes)
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([name, quantity]) => [name.slice(PREFIX.length), Number(quantity)] as const)
  return Object.fromEntries(items.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function cartFull(error: unknown): never {
  if (!(error instanceof TooManyAttributesError)) throw error
  throw new Problem(409, 'cart-full', `A cart holds ${LIMIT.most} different items.`)
}
