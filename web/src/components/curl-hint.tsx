import { messages } from '../i18n/language.ts'

export function CurlHint() {
  const t = messages.value
  const { origin } = location
  return (
    <details class="panel curl">
      <summary>{t.curlTitle}</summary>
      <p>{t.curlText}</p>
      <pre>
        <code>
          {`curl -c jar --json '{"username":"ada","password":"…"}' ${origin}/api/login\n`}
          {`curl -b jar ${origin}/api/me\n`}
        </code>
      </pre>
    </details>
  )
}
