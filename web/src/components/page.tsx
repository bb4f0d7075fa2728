import { messages } from '../i18n/language.ts'
import { isolatedExists } from '../state.ts'
import { Account } from './account.tsx'
import { CurlHint } from './curl-hint.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { Legend } from './legend.tsx'
import { RealmColumn } from './realm-column.tsx'
import { Sending } from './sending.tsx'
import { Summary } from './summary.tsx'

export function Page() {
  const t = messages.value
  return (
    <>
      <header class="masthead">
        <div>
          <h1>{t.title}</h1>
          <p class="tagline">{t.tagline}</p>
        </div>
        <LanguageSwitch />
      </header>
      <main>
        <div class="deck">
          <div class="panel controls">
            <Account />
            <Sending />
          </div>
          <Summary />
        </div>
        <div class="realms">
          <RealmColumn realm="shared" />
          {isolatedExists.value && <RealmColumn realm="isolated" />}
        </div>
        <Legend />
        <CurlHint />
      </main>
    </>
  )
}
