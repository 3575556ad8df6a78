/** Who is signed in on this device: signing in, locking and signing out. The page forgets at once; the hub is told then. */
import { effect, signal } from '@preact/signals';
import { canKeepKey, forgetKey, publicKey } from '../../data/device';
import { language } from '../../data/language';
import {
  beginAtProvider,
  endSession,
  enrolDevice,
  fetchColleagues,
  fetchPasskeyRequest,
  fetchSession,
  openByLink,
  openByPasskey,
  openByPin,
  rememberLanguage,
  returnFromProvider,
  type Colleague,
  type Me,
  type SessionView,
} from '../../data/people';
import type { Answer } from '../../data/staff';
import { chooseLanguage } from '../../words/words';
import { forgetPeople, lock, reload, shownLink, unlock } from './connection';
import { refusalOf } from './own';
import { me, myId, onForgetting } from './signedIn';

// The session's cookie is not ours to delete; without this, loading the page anew would open it before the hub knows.
const NOT_TOLD = 'goddag-sign-out';
const RETRY_MS = 3000;
// Somebody put the device into a pocket, or away: what it showed is not for whoever takes it out.
const HIDDEN_MS = 60_000;

/** Whether this browser can be one of the shop's at all. */
export const keepsKeys = canKeepKey();
export const session = signal<SessionView | null>(null);
export const colleagues = signal<Colleague[] | 'loading' | 'failed'>('loading');
export const signedOut = signal<'no' | 'telling' | 'untold' | 'done' | 'locked'>('no');
/** A link that was opened: a secret behind the #, which is taken out of the address at once. */
export const openedLink = signal<{ kind: 'welcome' | 'handheld'; secret: string } | null>(null);
/** What came of signing in at the shop's identity provider, since this page was opened. */
export const returned = signal<'no' | 'asking' | { refused: string }>('no');
let greeted: string | null = null;
let retry: ReturnType<typeof setTimeout> | undefined;
let again: ReturnType<typeof setTimeout> | undefined;

/** Why somebody was not let in, in words; null: they are in. */
export type Refused = string | 'unreachable' | null;

export async function enterPin(who: { person: string } | { badge: string }, pin: string): Promise<Refused> {
  return entered(await openByPin(who, pin));
}

export async function enterByLink(secret: string): Promise<Refused> {
  try {
    return entered(await openByLink(secret, await publicKey()));
  } catch {
    return 'no-key';
  }
}

export async function enrol(secret: string): Promise<Refused> {
  try {
    const answer = await enrolDevice(secret, await publicKey());
    if (answer.kind !== 'done') return why(answer);
  } catch {
    return 'no-key';
  }
  openedLink.value = null;
  reload();
  return null;
}

export async function enterByPasskey(): Promise<Refused> {
  const asked = await fetchPasskeyRequest();
  if (asked.kind !== 'done') return why(asked);
  const credential = await passkeyFor(asked.value);
  if (credential === null) return 'no-passkey';
  try {
    return entered(await openByPasskey(credential, await publicKey()));
  } catch {
    return 'no-key';
  }
}

/** Leaves this page for the provider's; null: it is on its way. */
export async function enterAtProvider(stepUp = false): Promise<Refused> {
  try {
    const answer = await beginAtProvider(await publicKey(), stepUp);
    if (answer.kind !== 'done') return why(answer);
    location.assign(answer.value.address);
    return null;
  } catch {
    return 'no-key';
  }
}

/* Once for each way back: what it was for, the hub knows. */
async function cameBack(): Promise<void> {
  returned.value = 'asking';
  const refused = await publicKey().then(returnFromProvider).then(entered, () => 'no-key');
  returned.value = refused === null ? 'no' : { refused };
}

/** What the authenticator says; null where somebody changed their mind, waited too long, or has none. */
export async function passkeyFor(options: PublicKeyCredentialRequestOptionsJSON): Promise<unknown> {
  try {
    const request = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    const credential = await navigator.credentials.get({ publicKey: request });
    return (credential as PublicKeyCredential | null)?.toJSON() ?? null;
  } catch {
    return null;
  }
}

export async function loadColleagues(): Promise<void> {
  const answer = await fetchColleagues();
  colleagues.value = answer.kind === 'done' ? answer.value : 'failed';
  if (answer.kind === 'locked') reload();
  clearTimeout(again);
  // Whoever waits to sign in sees by themselves that the hub is back.
  const stillWaits = () => colleagues.peek() === 'failed' && shownLink.peek() === 'locked';
  if (stillWaits()) again = setTimeout(() => stillWaits() && void loadColleagues(), RETRY_MS);
}

export function signOut(): void {
  end('signed-out');
}

/** For whoever takes the device next: nothing of a customer or a colleague stays on it. */
export function lockNow(): void {
  if (session.peek()?.open !== false || shownLink.peek() === 'locked') return;
  end('locked');
}

/** What the hub has said about this device and whoever is on it. */
export function applySession(now: SessionView): void {
  session.value = now;
  if (now.open) return;
  if (now.returned && returned.peek() === 'no') void cameBack();
  me.value = now.me?.name ?? null;
  myId.value = now.me?.id ?? '';
  // Once for each who comes: what they choose while they are here is on its way to the hub.
  const came = now.me !== null && now.me.id !== greeted;
  greeted = now.me?.id ?? null;
  if (came && now.me?.language) void chooseLanguage(now.me.language);
  if (now.device === 'revoked') void forgetKey();
}

/** Before anything else reads the address: the secret behind the # is for this alone. */
export function watchLinks(): void {
  takeLink();
  window.addEventListener('hashchange', takeLink);
}

export function watchSession(): void {
  watchUse();
  onForgetting((why) => {
    // Everywhere else the hub says next who is here; a page that was left is asked anew only when it comes back.
    if (why !== 'left') return;
    session.value = openedLink.value = greeted = null;
    colleagues.value = 'loading';
  });
  let spoken = language.peek();
  effect(() => {
    if (language.value === spoken) return;
    spoken = language.value;
    if (session.peek()?.me) void rememberLanguage(spoken);
  });
  if (!remembered()) return;
  lock();
  signedOut.value = 'untold';
  void tell('signed-out');
}

function takeLink(): void {
  const found = /^#(welcome|handheld)=([\w-]+)$/.exec(location.hash);
  if (!found) return;
  openedLink.value = { kind: found[1] as 'welcome' | 'handheld', secret: found[2] ?? '' };
  history.replaceState(null, '', '#/');
}

function entered(answer: Answer<Me>): Refused {
  if (answer.kind !== 'done') return why(answer);
  // What came before is over, for the hub as well.
  clearTimeout(retry);
  remember(false);
  signedOut.value = 'no';
  openedLink.value = null;
  returned.value = 'no';
  unlock();
  return null;
}

function why(answer: Exclude<Answer<unknown>, { kind: 'done' }>): string {
  if (answer.kind === 'locked' && answer.code.startsWith('device_')) reload();
  return refusalOf(answer);
}

function end(how: 'signed-out' | 'locked'): void {
  remember(true);
  forgetPeople(how === 'locked' ? 'locked' : 'signed_out');
  lock();
  history.replaceState(null, '', '#/');
  signedOut.value = 'telling';
  void tell(how);
}

async function tell(how: 'signed-out' | 'locked'): Promise<void> {
  const answer = await endSession(how);
  if (signedOut.peek() === 'no') return;
  if (answer.kind === 'unreachable') {
    signedOut.value = 'untold';
    retry = setTimeout(() => void tell(how), RETRY_MS);
    return;
  }
  remember(false);
  signedOut.value = how === 'locked' ? 'locked' : 'done';
  const now = await fetchSession();
  if (now.kind === 'done') applySession(now.value);
}

/** Locks a device that nobody touches, that is hidden, or that is put into its dock. */
function watchUse(): void {
  let touchedAt = performance.now();
  let hiddenAt: number | null = null;
  const touched = () => (touchedAt = performance.now());
  for (const name of ['pointerdown', 'keydown', 'wheel', 'touchstart']) {
    window.addEventListener(name, touched, { passive: true, capture: true });
  }
  setInterval(() => {
    const idleMs = (session.peek()?.idle_seconds ?? 0) * 1000;
    if (idleMs > 0 && performance.now() - touchedAt >= idleMs) lockNow();
    if (hiddenAt !== null && performance.now() - hiddenAt >= HIDDEN_MS) lockNow();
  }, 1000);
  document.addEventListener('visibilitychange', () => {
    if (hiddenAt !== null && performance.now() - hiddenAt >= HIDDEN_MS) lockNow();
    hiddenAt = document.hidden ? performance.now() : null;
  });
  void lockInDock();
}

type Battery = EventTarget & { charging: boolean };

async function lockInDock(): Promise<void> {
  const getBattery = (navigator as { getBattery?: () => Promise<Battery> }).getBattery;
  const battery = await getBattery?.call(navigator).catch(() => undefined);
  battery?.addEventListener('chargingchange', () => battery.charging && lockNow());
}

/* A browser that keeps nothing (a private tab, a full disk) forgets this with the page. */
function remember(untold: boolean): void {
  try {
    if (untold) localStorage.setItem(NOT_TOLD, '1');
    else localStorage.removeItem(NOT_TOLD);
  } catch {
    // nothing to be done
  }
}

function remembered(): boolean {
  try {
    return localStorage.getItem(NOT_TOLD) !== null;
  } catch {
    return false;
  }
}
