// The same application as fastify-routes.ts, for Express.
import express, { type RequestHandler } from 'express'
import { attributesOf, type Login } from './subject.ts'

declare module 'express-session' {
  interface SessionData {
    username?: string
    [attribute: `attribute${number}`]: string
  }
}

let changes = 0

export async function listen(session: RequestHandler): Promise<number> {
  const app = express()
  app.use(session)

  app.post('/login', express.json(), (request, response, next) => {
    const login: Login = request.body
    request.session.regenerate((error) => {
      if (error) return next(error)
      Object.assign(request.session, attributesOf(login))
      response.json({ username: login.username })
    })
  })

  app.get('/me', (request, response) => {
    const { username } = request.session
    if (username === undefined) response.sendStatus(401)
    else response.json({ username })
  })

  app.post('/change', (request, response) => {
    const { username, attribute0 } = request.session
    if (username === undefined || attribute0 === undefined) {
      response.sendStatus(401)
      return
    }
    changes += 1
    request.session.attribute0 = String(changes).padEnd(attribute0.length, '.')
    response.json({ username })
  })

  return new Promise((resolve, reject) => {
    const server = app.listen(0, '127.0.0.1', (error) => {
      const address = server.address()
      if (error) reject(error)
      else if (address !== null && typeof address === 'object') resolve(address.port)
    })
  })
}
