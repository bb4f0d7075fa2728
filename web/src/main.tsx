// Starts the page: the lab if the stack runs with LAB=on, otherwise a plain page without the lab's code.
import { render } from 'preact'
import { call } from './api.ts'
import './focus.ts'
import './text-elements.ts'

// No top-level await: the imported module imports from this chunk, and both would wait for each other.
async function open(root: HTMLElement) {
  const { status, body, headers } = await call({ method: 'GET', path: '/api/lab/state' })
  const { start } = await (status === 404
    ? import('./plain/start.tsx')
    : location.pathname === '/join'
      ? import('./lab/class/join.tsx')
      : import('./lab/start.tsx'))
  render(start(body, headers.get('x-lab-others')), root)
}

// The back button may show the page from the back/forward cache, with a login that has ended: reload it.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload()
})

const root = document.getElementById('page')
if (root !== null) void open(root)
