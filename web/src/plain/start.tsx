// The page without the lab: sign up, log in, see the user, log out.
import { signal } from '@preact/signals'
import type { LoggedIn } from '@session-clustering/api'
import { call } from '../api.ts'
import { Account, type AccountActions } from '../components/account.tsx'
import { BackendName } from '../components/backend-name.tsx'
import { Masthead } from '../components/masthead.tsx'
import { messages } from '../i18n/language.ts'
import { isIdentity, type Outcome, outcomeOf } from '../outcome.ts'

const identity = signal<LoggedIn | null>(null)
const answeredBy = signal<string | null>(null)

async function send(
  request: 'me' | 'login' | 'logout' | 'signup',
  body?: unknown,
): Promise<Outcome> {
  const method = request === 'me' ? 'GET' : 'POST'
  const answer = await call({ method, path: `/api/${request}`, body })
  const outcome = outcomeOf(request, answer)
  answeredBy.value = answer.headers.get('x-served-by')
  if (isIdentity(answer.body)) identity.value = answer.body
  else if (outcome.user === null) identity.value = null
  return outcome
}

const actions: AccountActions = {
  logIn: (credentials) => send('login', credentials),
  signUp: (credentials) => send('signup', credentials),
  logOut: () => send('logout'),
}

export function start() {
  void send('me')
  return <PlainPage />
}

function PlainPage() {
  const t = messages.value
  const current = identity.value
  return (
    <>
      <Masthead />
      <main class="panel plain">
        <p class="tagline">{t.tagline}</p>
        <Account user={current?.username ?? null} actions={actions} />
        <p data-testid="identity" data-username={current?.username ?? ''}>
          {current ? (
            <>
              {t.sessionCreatedBy} <BackendName name={current.session.createdBy} />
            </>
          ) : (
            t.anonymousVisitor
          )}
        </p>
        {answeredBy.value !== null && (
          <p>
            {t.answeredBy} <BackendName name={answeredBy.value} />
          </p>
        )}
      </main>
    </>
  )
}
