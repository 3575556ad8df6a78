/**
 * The key of this device: made here, kept in IndexedDB, and never to be read out of it. Each request is signed with it,
 * so that a cookie that was stolen is worth nothing elsewhere (the hub's side: hub/trust/accounts/proof.py).
 */

const DATABASE = 'goddag-device';
const STORE = 'keys';
const NAME = 'device';
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };
// Two tabs have one key: each counts from a place of its own, below what the hub takes (15 digits).
const FIRST_COUNTER = 900_000_000_000_000;

/** What the hub gave to sign with; empty while nobody has to sign in. */
let nonce = '';
let counter = Math.floor(Math.random() * FIRST_COUNTER);
let known: CryptoKeyPair | null = null;

/** False where the browser has no key store: not over https, a private tab, or a mode that keeps nothing. */
export function canKeepKey(): boolean {
  return typeof crypto !== 'undefined' && crypto.subtle !== undefined && typeof indexedDB !== 'undefined';
}

export function useNonce(given: string | null): void {
  if (given !== null) nonce = given;
}

/** The public half, raw and as base64url; made now where there is none. Throws where the browser keeps no key. */
export async function publicKey(): Promise<string> {
  const pair = (await stored()) ?? (await make());
  return base64url(await crypto.subtle.exportKey('raw', pair.publicKey));
}

/** The header of one request; null where there is nothing to sign with. `path` with its query. */
export async function proof(method: string, path: string, body: string): Promise<string | null> {
  if (nonce === '' || !canKeepKey()) return null;
  const pair = await stored();
  if (!pair) return null;
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body));
  const mine = `${nonce}.${++counter}`;
  const text = new TextEncoder().encode(`${mine}.${method}.${path}.${hex(hash)}`);
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, text);
  return `${mine}.${base64url(signature)}`;
}

/** The device is none of the shop's any more. */
export async function forgetKey(): Promise<void> {
  known = null;
  if (canKeepKey()) await inStore('readwrite', (store) => store.delete(NAME)).catch(() => undefined);
}

async function stored(): Promise<CryptoKeyPair | null> {
  if (known) return known;
  known = ((await inStore('readonly', (store) => store.get(NAME)).catch(() => undefined)) as CryptoKeyPair | undefined) ?? null;
  return known;
}

async function make(): Promise<CryptoKeyPair> {
  const pair = await crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);
  await inStore('readwrite', (store) => store.put(pair, NAME));
  void navigator.storage?.persist?.();
  known = pair;
  return pair;
}

/* Opened anew for each use: some phones lose an open database when they wake. */
function inStore<T>(mode: IDBTransactionMode, use: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onerror = () => reject(opening.error ?? new Error('no database'));
    opening.onsuccess = () => {
      const database = opening.result;
      try {
        const request = use(database.transaction(STORE, mode).objectStore(STORE));
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('not stored'));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      } finally {
        database.close();
      }
    };
  });
}

function hex(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function base64url(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
