// The lab, where the stack runs with one; else a plain page to sign in on, and none of the lab's code.
import { render } from 'preact'
import { call } from './api.ts'
import './focus.ts'

// Not at the top level: what is imported here waits for this file, which would wait for it.
async function open(root: HTMLElement) {
  const { status, body } = await call({ method: 'GET', path: '/api/lab/state' })
  const { start } = await (status === 404 ? import('./plain/start.tsx') : import('./lab/start.tsx'))
  render(start(body), root)
}

// A browser that goes back may show the page as it was left: perhaps logged in, where nobody is any more.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload()
})

const root = document.getElementById('page')
if (root !== null) void open(root)
