import { PASSWORD } from './user.ts'

/** The routes of a realm: method, path, the statuses that the OpenAPI document lists, and a valid body. */
export const ROUTES: [method: string, path: string, statuses: string, json?: object][] = [
  ['POST', '/signup', '201 400 403 409 429 503', { username: 'newcomer', password: PASSWORD }],
  ['POST', '/login', '200 400 401 403 429 503', { username: 'newcomer', password: PASSWORD }],
  ['POST', '/logout', '204 403 503'],
  ['POST', '/password', '204 400 401 403 429 503', { current: PASSWORD, next: 'a new one!' }],
  ['GET', '/me', '200 401 503'],
  ['GET', '/session', '200 401 503'],
  ['GET', '/sessions', '200 400 401 503'],
  ['DELETE', '/sessions/{handle}', '204 401 403 404 503'],
  ['DELETE', '/sessions', '204 400 401 403 503'],
  ['GET', '/cart', '200 401 503'],
  ['POST', '/cart/{item}', '200 400 401 403 409 503'],
  ['PUT', '/cart/{item}', '200 400 401 403 409 503', { quantity: 1 }],
  ['DELETE', '/cart/{item}', '204 400 401 403 503'],
]

/** The path with an example for each parameter. */
export function examplePath(path: string): string {
  return path.replace('{item}', 'book').replace('{handle}', 'AAAAAAAAAAAAAAAA')
}
