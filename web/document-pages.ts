// Renders the documents for students as pages of the site: docs/handout.md becomes /docs/handout.html.
import { readFileSync } from 'node:fs'
import { marked } from 'marked'
import type { Plugin } from 'vite'

const names = ['handout', 'handout.ko', 'exercises', 'exercises.ko']

export const documentPages: Plugin = {
  name: 'document-pages',
  apply: 'build',
  generateBundle() {
    for (const name of names) {
      const markdown = readFileSync(new URL(`../docs/${name}.md`, import.meta.url), 'utf8')
      this.emitFile({
        type: 'asset',
        fileName: `docs/${name}.html`,
        source: pageOf(name, markdown),
      })
    }
  },
}

function pageOf(name: string, markdown: string): string {
  const title = markdown.match(/^# (.+)/)?.[1] ?? name
  // The documents link only to each other.
  const body = marked.parse(markdown).replaceAll(/(href="[a-z.]+)\.md"/g, '$1.html"')
  return `<!doctype html>
<html lang="${name.endsWith('.ko') ? 'ko' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" type="image/svg+xml" href="/favicon.svg">
<link rel="stylesheet" href="/docs/document.css">
</head>
<body>
<main>
${body}</main>
</body>
</html>
`
}
