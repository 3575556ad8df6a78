/** Asks who is holding the handheld; what waits for the answer is done right after it. */
import { effect, signal } from '@preact/signals';
import { shownLink } from './connection';
import { me, onForgetting } from './signedIn';

/** The question, while it is open: `then` is done once it is answered. */
export const signIn = signal<{ then: (() => void) | null } | null>(null);

export function askWhoIAm(): void {
  signIn.value = { then: null };
}

/** Does something in the colleague's name, which is asked for first if nobody has said it. */
export function inMyName(then: () => void): void {
  if (me.value === null) signIn.value = { then };
  else then();
}

export function signInAs(name: string): void {
  const trimmed = name.trim();
  if (trimmed === '') return;
  me.value = trimmed;
  const then = signIn.value?.then;
  signIn.value = null;
  then?.();
}

export function cancelSignIn(): void {
  signIn.value = null;
}

export function watchSignIn(): void {
  effect(() => {
    if (shownLink.value === 'locked') signIn.value = null;
  });
  onForgetting(cancelSignIn);
}
