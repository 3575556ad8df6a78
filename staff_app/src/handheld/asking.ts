/** Asks who is holding the handheld; what waits for the answer is done right after it. */
import { effect, signal } from '@preact/signals';
import { me, shownLink } from './room';

export const asking = signal<{ then: (() => void) | null } | null>(null);

/** Whether the list of signed-in devices is open. */
export const showsDevices = signal(false);

export function watchAsking(): void {
  effect(() => {
    if (shownLink.value !== 'locked') return;
    asking.value = null;
    showsDevices.value = false;
  });
}

export function asMe(then: () => void): void {
  if (me.value === null) asking.value = { then };
  else then();
}
