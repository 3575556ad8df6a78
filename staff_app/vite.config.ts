import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { defineConfig, type Plugin, type Rolldown } from 'vite';

// The hub these screens talk to while `npm run dev` serves them.
const hub = process.env.GODDAG_DEV_HUB ?? 'http://127.0.0.1:8780';
const simulator = process.env.GODDAG_DEV_SIMULATOR ?? 'http://127.0.0.1:8790';

const BASE = '/app/';
const PAGE = 'handheld/index.html';
/** What the manifest and the page name besides the page's own imports; icons are fetched when the app is installed. */
const NAMED = ['handheld.webmanifest', 'icon.svg'];

/** Emits `handheld/sw.js`: the worker of src/handheld/sw.js with the list of what the handheld needs to start. */
function shellWorker(): Plugin {
  return {
    name: 'goddag-shell-worker',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const page = bundle[PAGE];
      if (page?.type !== 'asset') this.error(`no ${PAGE} to keep`);
      const files = [...needed(bundle, 'handheld'), ...NAMED].sort();
      const worker = readFileSync(new URL('src/handheld/sw.js', import.meta.url), 'utf-8');
      const version = createHash('sha256').update(JSON.stringify([files, String(page.source), worker]));
      for (const name of NAMED) version.update(readFileSync(new URL(`public/${name}`, import.meta.url)));
      const shell = [`${BASE}handheld/`, ...files.map((file) => BASE + file)];
      const source = worker
        .replace('__SHELL__', JSON.stringify(shell))
        .replace('__CACHE__', JSON.stringify(`goddag-shell-${version.digest('hex').slice(0, 16)}`));
      this.emitFile({ type: 'asset', fileName: 'handheld/sw.js', source });
    },
  };
}

/** The scripts, styles, fonts and words of one page: its entry chunk, and what that imports in any way. */
function needed(bundle: Rolldown.OutputBundle, entry: string): ReadonlySet<string> {
  const files = new Set<string>();
  const follow = (name: string): void => {
    const chunk = bundle[name];
    if (files.has(name) || chunk?.type !== 'chunk') return;
    files.add(name);
    for (const file of chunk.viteMetadata?.importedCss ?? []) files.add(file);
    for (const file of chunk.viteMetadata?.importedAssets ?? []) files.add(file);
    [...chunk.imports, ...chunk.dynamicImports].forEach(follow);
  };
  for (const each of Object.values(bundle)) if (each.type === 'chunk' && each.isEntry && each.name === entry) follow(each.fileName);
  const styles = Object.values(bundle).filter((each) => each.type === 'asset' && files.has(each.fileName) && each.fileName.endsWith('.css'));
  for (const style of styles) {
    for (const [, file] of String(style.type === 'asset' ? style.source : '').matchAll(/url\(['"]?\/app\/([^'")]+)/g)) if (file) files.add(file);
  }
  // Both pages take their words from one list of files; those of the other page are not read here.
  return new Set([...files].filter((file) => !/\/simulator-[^/]*\.ftl$/.test(file)));
}

// `vite build --mode gallery`: the page of all components, which docs/components.md shows; no part of the product.
export default defineConfig(({ mode }) => ({
  base: BASE,
  plugins: mode === 'gallery' ? [] : [shellWorker()],
  // Vite's JSX is enough: no Babel preset.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../hub/_web',
    emptyOutDir: true,
    // No data: URLs, so that the pages run under `default-src 'self'`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: mode === 'gallery' ? 'gallery/index.html' : { handheld: 'handheld/index.html', simulator: 'simulator/index.html' },
    },
  },
  // The words lie in the hub's folders, beside this one.
  server: { fs: { allow: ['..'] }, proxy: { '/api/staff': hub, '/api/words': hub, '/api/sim': simulator } },
}));
