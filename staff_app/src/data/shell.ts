/** The page's own files, kept by a service worker so that they are there without the hub. It keeps nothing else. */

const WORKER = `${import.meta.env.BASE_URL}handheld/sw.js`;
const SCOPE = `${import.meta.env.BASE_URL}handheld/`;

// What TypeScript's own library does not describe yet.
type ScriptUrlPolicy = { createScriptURL(url: string): string };
type TrustedTypes = { createPolicy(name: string, rules: ScriptUrlPolicy): ScriptUrlPolicy };

export type Shell = {
  /** Ask the hub whether there is a newer version. */
  look(): void;
  /** Take the version that waits, if one does; every page of this browser hears of it by `taken`. */
  take(): void;
};

/** `waits`: a newer version is here and waits; `taken`: a page took it, and this one runs old code until it is loaded anew. */
export type ShellListener = { waits(): void; taken(): void };

/** Null where the browser has no workers: a hub that is reached by plain HTTP under a LAN name. */
export async function keepShell(listener: ShellListener): Promise<Shell | null> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!import.meta.env.PROD || workers === undefined) return null;
  try {
    // Without this, an HTTP cache between the hub and the handheld could hold an update back for a day.
    const registration = await workers.register(trusted(WORKER), { scope: SCOPE, updateViaCache: 'none' });
    if (workers.controller !== null) workers.addEventListener('controllerchange', () => listener.taken());
    const tell = () => void (registration.waiting && workers.controller && listener.waits());
    const follow = () => {
      registration.installing?.addEventListener('statechange', tell);
      tell(); // what is quick is installed before its installing is heard of, and says no more
    };
    registration.addEventListener('updatefound', follow);
    follow();
    return {
      look: () => void registration.update().then(follow, () => undefined), // without the hub there is nothing newer
      take: () => registration.waiting?.postMessage('update'),
    };
  } catch {
    return null; // storage is full or switched off: the page works as long as the hub answers
  }
}

/** The one policy of these pages: of all scripts that a page could be made to load, this worker alone. */
function trusted(url: string): string {
  const types = (window as { trustedTypes?: TrustedTypes }).trustedTypes;
  if (types === undefined) return url;
  const rules = {
    createScriptURL(asked: string): string {
      if (asked !== WORKER) throw new TypeError('no script but the worker');
      return asked;
    },
  };
  return types.createPolicy('goddag', rules).createScriptURL(url);
}
