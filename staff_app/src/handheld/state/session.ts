/** This device's session: the PIN opens it. Signing out, the page forgets at once; the hub is told now or when it can be. */
import { signal } from '@preact/signals';
import { endSession, openSession } from '../../data/staff';
import { forgetPeople, lock, unlock } from './connection';

// The session's cookie is not ours to delete; without this, loading the page anew would open it before the hub knows.
const NOT_TOLD = 'goddag-sign-out';
const RETRY_MS = 3000;

export const signedOut = signal<'no' | 'telling' | 'untold' | 'done'>('no');
let retry: ReturnType<typeof setTimeout> | undefined;

export type PinRefusal = { why: 'wrong' | 'unreachable' } | { why: 'paused'; minutes: number };

/** Null: the PIN is right, and the screens are open. */
export async function enterPin(pin: string): Promise<PinRefusal | null> {
  const answer = await openSession(pin);
  if (answer.kind === 'unreachable') return { why: 'unreachable' };
  if (answer.kind === 'refused' && answer.status === 429) {
    return { why: 'paused', minutes: Math.max(1, Math.ceil((answer.waitMs ?? 0) / 60_000)) };
  }
  if (answer.kind !== 'done') return { why: 'wrong' };
  // What came before is over, for the hub as well.
  clearTimeout(retry);
  remember(false);
  signedOut.value = 'no';
  unlock();
  return null;
}

export function signOut(): void {
  remember(true);
  forgetPeople('signed_out');
  lock();
  history.replaceState(null, '', '#/');
  signedOut.value = 'telling';
  void tell();
}

export function watchSession(): void {
  if (!remembered()) return;
  lock();
  signedOut.value = 'untold';
  void tell();
}

async function tell(): Promise<void> {
  const answer = await endSession();
  if (signedOut.peek() === 'no') return;
  if (answer.kind === 'unreachable') {
    signedOut.value = 'untold';
    retry = setTimeout(() => void tell(), RETRY_MS);
    return;
  }
  remember(false);
  signedOut.value = 'done';
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
