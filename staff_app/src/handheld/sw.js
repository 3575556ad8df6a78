/*
 * The handheld's service worker: it keeps the shell (page, scripts, styles, font, words) and nothing else. Nothing of a
 * customer or a colleague passes through here: what the hub says is the network's, never a cache's.
 *
 * The build puts in what belongs to the shell, and a name that changes with any of it (vite.config.ts).
 */
const SHELL = __SHELL__;
const CACHE = __CACHE__;
const OURS = 'goddag-shell-';
const PAGE = '/app/handheld/';
// The page comes with the rules that a browser holds it to, and the hub may have changed them alone. Whoever does not
// reach the hub within this starts with what is kept.
const REACHED_MS = 1000;

self.addEventListener('install', (event) => {
  // All or nothing, and past the browser's own cache: a shell of two versions is none.
  const requests = SHELL.map((path) => new Request(path, { cache: path === PAGE ? 'reload' : 'default' }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith(OURS) && name !== CACHE).map((name) => caches.delete(name)))),
  );
});

self.addEventListener('message', (event) => {
  // Said by a page that has nothing to lose; until then the new version waits.
  if (event.data === 'update') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== self.location.origin || pathname.startsWith('/api/')) return;
  const path = mode === 'navigate' && pathname.startsWith(PAGE) ? PAGE : pathname;
  if (SHELL.includes(path)) event.respondWith(kept(path, event.request));
});

async function kept(path, request) {
  const found = await (await caches.open(CACHE)).match(path);
  if (found === undefined) return fetch(request);
  return path === PAGE ? fromTheHub(found) : found;
}

function fromTheHub(found) {
  const late = new Promise((done) => setTimeout(done, REACHED_MS, found));
  const fresh = fetch(PAGE, { cache: 'no-cache' }).then((answer) => (answer.ok ? answer : found));
  return Promise.race([fresh.catch(() => found), late]);
}
