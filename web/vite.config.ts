import { defineConfig, type Plugin } from 'vite'

/**
 * Vite wraps each dynamic import in a loader that fetches its styles and imports ahead. Ours have no styles, and
 * their imports are loaded already: the plain import does.
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
  plugins: [plainImports],
  build: {
    // The page's policy is `default-src 'self'`: nothing may be inlined as a data: URL.
    assetsInlineLimit: 0,
    modulePreload: false,
  },
})
