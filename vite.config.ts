/** Builds what runs in the browser: one script per page and the style sheets, with names that change with content. */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const at = (path: string): string => fileURLToPath(new URL(`web/${path}`, import.meta.url))

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  publicDir: false,
  build: {
    outDir: at('dist'),
    emptyOutDir: true,
    manifest: true,
    // Nothing as data: addresses, so that the content policy can stay narrow and every file is cached by its name.
    assetsInlineLimit: 0,
    modulePreload: false,
    // Cheap phones keep old browsers; these are the first with all that the style sheets need.
    target: ['chrome100', 'firefox102', 'safari15.4'],
    rolldownOptions: {
      input: [
        at('styles/base.css'),
        at('styles/residents.css'),
        at('styles/hotspot.css'),
        at('styles/staff.css'),
        at('styles/wall.css'),
        at('islands/residents.ts'),
        at('islands/hotspot.ts'),
        at('islands/staff.ts'),
        at('islands/wall.ts'),
      ],
    },
  },
})
