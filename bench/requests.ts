// HTTP requests as bytes.
import type { Login } from './subjects/subject.ts'

export function get(path: string, cookie: string): Buffer {
  return Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ${cookie}\r\n\r\n`)
}

export function post(path: string, cookie: string): Buffer {
  const headers = `Host: 127.0.0.1\r\nCookie: ${cookie}\r\nContent-Length: 0`
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${headers}\r\n\r\n`)
}

export function login(login: Login): Buffer {
  const body = JSON.stringify(login)
  const type = `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}`
  return Buffer.from(`POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\n${type}\r\n\r\n${body}`)
}

/** The cookie that an answer sets, as a Cookie header value. */
export function cookieFrom(answer: string): string {
  const cookie = /set-cookie: ([^;\r]+)/i.exec(answer)?.[1]
  if (cookie === undefined) throw new Error(`The login sets no cookie:\n${answer}`)
  return cookie
}
