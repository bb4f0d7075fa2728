// An HTTP client that keeps cookies and sends JSON, as a browser does.

export interface Answer {
  status: number
  headers: Headers
  /** The JSON object of the answer; {} when the body is not an object. */
  body: Record<string, unknown>
  /** The JSON array of the answer; [] when the body is not an array. */
  list: Record<string, unknown>[]
  text: string
}

export interface Sent {
  method?: string
  json?: unknown
  /** A raw body; replaces `json`. */
  body?: string | Uint8Array<ArrayBuffer>
  headers?: Record<string, string>
}

export interface Client {
  /** `url` is absolute, so that one client can send to several backends. */
  send(url: string, request?: Sent): Promise<Answer>
  get(url: string): Promise<Answer>
  post(url: string, json?: unknown): Promise<Answer>
  put(url: string, json?: unknown): Promise<Answer>
  delete(url: string): Promise<Answer>
  /** Cookie name → encoded value. */
  cookies: Map<string, string>
}

export function client(cookies: Iterable<[string, string]> = []): Client {
  const jar = new Map(cookies)

  async function send(url: string, { method = 'GET', json, body, headers }: Sent = {}) {
    const response = await fetch(url, {
      method,
      headers: {
        ...(jar.size > 0 ? { cookie: cookieHeader(jar) } : {}),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: (json === undefined ? body : JSON.stringify(json)) ?? null,
      redirect: 'manual',
    })
    for (const line of response.headers.getSetCookie()) keep(jar, line)
    const text = await response.text()
    const isJson = text !== '' && /json/.test(response.headers.get('content-type') ?? '')
    const parsed = isJson ? JSON.parse(text) : undefined
    return {
      status: response.status,
      headers: response.headers,
      body: Array.isArray(parsed) ? {} : (parsed ?? {}),
      list: Array.isArray(parsed) ? parsed : [],
      text,
    }
  }

  return {
    send,
    get: (url) => send(url),
    post: (url, json) => send(url, { method: 'POST', json }),
    put: (url, json) => send(url, { method: 'PUT', json }),
    delete: (url) => send(url, { method: 'DELETE' }),
    cookies: jar,
  }
}

function cookieHeader(jar: Map<string, string>): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
}

function keep(jar: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ')
  const [name = '', ...value] = pair.split('=')
  const expires = attributes.find((attribute) => /^expires=/i.test(attribute))?.slice(8)
  const past = expires !== undefined && Date.parse(expires) <= Date.now()
  if (past || attributes.includes('Max-Age=0')) jar.delete(name)
  else jar.set(name, value.join('='))
}

/** The session id in a signed cookie: `<id>.<signature>`. */
export function idIn(browser: Client, cookie = 'sid'): string {
  const value = browser.cookies.get(cookie)
  if (value === undefined) throw new Error(`There is no cookie ${cookie}`)
  return value.split('.', 1).join()
}
