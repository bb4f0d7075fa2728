// Reads from a session which user is logged in to Spring Security.

/** The attribute in which Spring Security keeps the login. */
export const SECURITY_CONTEXT = 'SPRING_SECURITY_CONTEXT'

export interface SpringLogin {
  /** The name of the user: of a principal with a `username` or a `name`, and of one that is a string. */
  name: string
  /** Roles and other authorities, such as 'ROLE_USER'. */
  authorities: string[]
}

/**
 * The login that Spring Security keeps in a session, with the store's `layout: 'spring'`; `undefined` when nobody is logged
 * in, and for a principal that has no name of these forms.
 *
 * @param session `request.session`, or the `attributes` of a record
 */
export function springLogin(session: object | null | undefined): SpringLogin | undefined {
  const authentication = property(property(session, SECURITY_CONTEXT), 'authentication')
  if (property(authentication, 'authenticated') !== true) return undefined
  const principal = property(authentication, 'principal')
  const name = property(principal, 'username') ?? property(principal, 'name') ?? principal
  if (typeof name !== 'string' || name === '') return undefined
  // A list with its type: ["java.util.Collections$UnmodifiableRandomAccessList",[…]].
  const granted = property(property(authentication, 'authorities'), '1')
  const authorities = (Array.isArray(granted) ? granted : [])
    .map((each) => property(each, 'authority'))
    .filter((each) => typeof each === 'string')
  return { name, authorities }
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
