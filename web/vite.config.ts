import { defineConfig } from 'vite'

export default defineConfig({
  build: {
    // The page's policy is `default-src 'self'`: nothing may be inlined as a data: URL.
    assetsInlineLimit: 0,
    // One script needs no preload, and every browser that we build for preloads modules itself.
    modulePreload: { polyfill: false },
  },
})
