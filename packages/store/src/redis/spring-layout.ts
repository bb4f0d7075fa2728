// The layout of Spring Session's RedisSessionRepository with a JSON serializer.
import { checkSeconds, MOST_SECONDS, refuse } from '../options.ts'
import { SECURITY_CONTEXT } from '../spring-login.ts'
import { SEPARATOR } from './field-reader.ts'
import { attributeFields, type Layout } from './layout.ts'
import javaTypes from './scripts/java-types.ts'
import { encodeForSpring, parseOfSpring, typedJson } from './spring-values.ts'

/** Spring reads the idle timeout as a Java int. */
const MOST_IDLE_SECONDS = 2 ** 31 - 1
const NO_INDEX = 'Spring Session keeps no index of users'

export const SPRING_LAYOUT: Layout = {
  defaults: {
    prefix: 'spring:session:sessions:',
    // Spring has none, and its users would be logged out by it.
    absoluteLifetimeSeconds: MOST_SECONDS,
    principalAttribute: SECURITY_CONTEXT,
  },
  refused: {
    principalAttribute: `Spring Security names the user in ${SECURITY_CONTEXT}`,
    maxSessionsPerUser: NO_INDEX,
    onMaxSessions: NO_INDEX,
    events: 'Spring Session writes none, and changes ids of sessions',
    connectRedisPrefix: 'the values of connect-redis have no Java types',
  },
  hasUserIndex: false,
  ...attributeFields(
    (name) => {
      if (name.includes(SEPARATOR)) {
        throw new TypeError(`"${name}" cannot be the name of a session attribute`)
      }
      return name
    },
    (text) => text,
  ),
  encodeAttributes: encodeForSpring,
  encodeCookie: (settings) => typedJson(JSON.stringify(settings)),
  parseValue: parseOfSpring,
  checkIdleTimeout(name, value) {
    checkSeconds(name, value)
    if (!Number.isInteger(value) || Number(value) > MOST_IDLE_SECONDS) {
      refuse(
        name,
        `a whole number of seconds up to ${MOST_IDLE_SECONDS} with layout 'spring'`,
        value,
      )
    }
  },
  updateCheck: javaTypes,
}
