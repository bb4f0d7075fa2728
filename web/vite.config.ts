import { defineConfig, type Plugin } from 'vite'
import { documentPages } from './document-pages.ts'

/**
 * Vite wraps each dynamic import in a loader that preloads its styles and imports. Our dynamic imports have no styles, and
 * their imports are already loaded, so a plain import is enough.
 */
const plainImports: Plugin = {
  name: 'plain-imports',
  enforce: 'pre',
  load: {
    filter: { id: /^\0vite\/preload-helper/ },
    handler: () => 'export const __vitePreload = (load) => load()',
  },
}

export default defineConfig({
  plugins: [plainImports, documentPages],
  build: {
    // The Content-Security-Policy of the page (`default-src 'self'`) forbids data: URLs, so inline nothing.
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: {
      output: {
        // Put the code that all pages share into one chunk: it compresses better than three. Only the class uses uqr.
        advancedChunks: {
          groups: [{ name: 'shell', test: (id) => !/\/(src\/(lab|plain)|uqr)\//.test(id) }],
        },
      },
    },
  },
})
