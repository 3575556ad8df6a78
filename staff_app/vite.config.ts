import { defineConfig } from 'vite';

// The hub these screens talk to while `npm run dev` serves them.
const hub = process.env.GODDAG_DEV_HUB ?? 'http://127.0.0.1:8780';
const simulator = process.env.GODDAG_DEV_SIMULATOR ?? 'http://127.0.0.1:8790';

export default defineConfig({
  base: '/app/',
  // Vite's JSX is enough: no Babel preset.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../hub/_web',
    emptyOutDir: true,
    // No data: URLs, so that the pages run under `default-src 'self'`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { handheld: 'handheld/index.html', simulator: 'simulator/index.html' } },
  },
  // The words lie in the hub's folders, beside this one.
  server: { fs: { allow: ['..'] }, proxy: { '/api/staff': hub, '/api/words': hub, '/api/sim': simulator } },
});
