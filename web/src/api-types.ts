// The bodies of the HTTP API, as far as the page reads or writes them.

export interface Credentials {
  username: string
  password: string
}

export interface SessionFacts {
  createdAt: string
  lastAccessedAt: string
  expiresAt: string
  createdBy: string
}

/** What `POST login` and `GET me` say alike about who you are. */
export interface Identity {
  username: string
  session: SessionFacts
}

/** RFC 9457; `field` names the part of the body that was refused. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  field?: string
}
