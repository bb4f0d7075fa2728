import { render } from 'preact'
import { askWhoIAm } from './actions.ts'
import { Page } from './components/page.tsx'

const root = document.getElementById('page')
if (root !== null) render(<Page />, root)
void askWhoIAm()
