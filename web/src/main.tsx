// The lab, where the stack runs with one; else a plain page to sign in on, and none of the lab's code.
import { render } from 'preact'
import { call } from './api.ts'

const root = document.getElementById('page')
const { status, body } = await call({ method: 'GET', path: '/api/lab/state' })
const { start } = await (status === 404 ? import('./plain/start.tsx') : import('./lab/start.tsx'))
if (root !== null) render(start(body), root)
