/** A new version of these screens: looked for when the page wakes, taken when nobody can lose anything by it. */
import { computed, effect, signal } from '@preact/signals';
import { keepShell } from '../../data/shell';
import { basket } from './basket';
import { shownLink } from './connection';
import { anythingTyped } from './drafts';
import { openVisit } from './selection';
import { openedLink } from './session';
import { me } from './signedIn';
import { signIn } from './signIn';
import { anythingUnsent } from './staffActions';

const waits = signal(false);
const taken = signal(false);
const hidden = signal(document.hidden);
/** Nobody has touched the page since it was opened. */
const fresh = signal(true);

/** Nothing is written, chosen or on its way. */
const idle = computed(
  () =>
    !anythingUnsent.value &&
    !anythingTyped.value &&
    basket.value === null &&
    signIn.value === null &&
    openVisit.value === null &&
    openedLink.value === null,
);
/** Locked, or opened or put down by whoever has not said who they are: a page loaded anew looks the same to them. */
const mayReload = computed(
  () => idle.value && (shownLink.value === 'locked' || (me.value === null && (hidden.value || fresh.value))),
);

export function watchUpdates(): void {
  const shell = keepShell({ waits: () => (waits.value = true), taken: () => (taken.value = true) });
  const wake = () => {
    hidden.value = document.hidden;
    if (!document.hidden) void shell.then((here) => here?.look());
  };
  document.addEventListener('visibilitychange', wake);
  window.addEventListener('pageshow', (event) => event.persisted && wake());
  for (const touch of ['pointerdown', 'keydown']) window.addEventListener(touch, () => (fresh.value = false), { once: true });
  effect(() => {
    if (waits.value && mayReload.value) void shell.then((here) => here?.take());
  });
  effect(() => {
    if (taken.value && mayReload.value) location.reload();
  });
}
