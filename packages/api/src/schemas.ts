// What goes in and comes out of the API. These schemas validate, serialise, type and document it.
import Type, { type Static } from 'typebox'

export const Username = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^[\\p{L}\\p{M}\\p{N}._@+-]+$',
  description: 'Letters and digits of any script, and . _ @ + -',
})

/** The length of a new password: code points in Unicode NFC. */
export const PASSWORD_CHARACTERS = { min: 8, max: 128 }
/** A schema counts code points as they are sent. One in NFC can be four, so sign-up counts again. */
export const Password = Type.String({ minLength: 1, maxLength: 4 * PASSWORD_CHARACTERS.max })

export const Credentials = Type.Object(
  { username: Username, password: Password },
  { additionalProperties: false },
)
export type Credentials = Static<typeof Credentials>

export const NewPassword = Type.Object(
  { current: Password, next: Password },
  { additionalProperties: false },
)

const Time = Type.String({ format: 'date-time' })

export const SessionInfo = Type.Object({
  createdAt: Time,
  lastAccessedAt: Time,
  expiresAt: Time,
  createdBy: Type.String({ description: 'The server that the session was created on' }),
})
export type SessionInfo = Static<typeof SessionInfo>

export const SignedUp = Type.Object({ username: Type.String() })
export type SignedUp = Static<typeof SignedUp>

export const LoggedIn = Type.Object({ username: Type.String(), session: SessionInfo })
export type LoggedIn = Static<typeof LoggedIn>

export const Me = Type.Object({
  username: Type.String(),
  servedBy: Type.String(),
  session: SessionInfo,
})
export type Me = Static<typeof Me>

export const StoredSession = Type.Object({
  key: Type.String(),
  type: Type.String(),
  ttlMs: Type.Integer(),
  fields: Type.Record(Type.String(), Type.String()),
})
export type StoredSession = Static<typeof StoredSession>

export const ListedSession = Type.Interface([SessionInfo], {
  handle: Type.String({ description: 'Names the session here; it is not its id' }),
  current: Type.Boolean(),
  userAgent: Type.String(),
})
export type ListedSession = Static<typeof ListedSession>

/** As query strings are text, these are patterns and no numbers. */
export const PageQuery = Type.Object({
  limit: Type.String({
    pattern: '^([1-9][0-9]?|100)$',
    default: '50',
    description: 'At most so many, 1 to 100',
  }),
  after: Type.Optional(
    Type.String({ pattern: '^[0-9]{1,16}$', description: 'The place in the header Link' }),
  ),
})

export const Item = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,31}$' })
export const Quantity = Type.Object(
  { quantity: Type.Integer({ minimum: 0, maximum: 9999 }) },
  { additionalProperties: false },
)

export const Cart = Type.Object({ items: Type.Record(Type.String(), Type.Integer()) })
export type Cart = Static<typeof Cart>

export const ProblemBody = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  field: Type.Optional(Type.String({ description: 'The input field that caused the problem' })),
})
export type ProblemBody = Static<typeof ProblemBody>

export const NoContent = Type.Null({ description: 'Done' })

/** The problem responses of a route, for its documentation. */
export function problems<Status extends number>(...statuses: Status[]) {
  const response = { content: { 'application/problem+json': { schema: ProblemBody } } }
  // For the types, a response is the schema of its body; Fastify understands both forms.
  const body = response as unknown as typeof ProblemBody
  return Object.fromEntries(statuses.map((status) => [status, body])) as Record<
    Status,
    typeof ProblemBody
  >
}
