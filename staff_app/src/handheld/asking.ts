/** Asks who is holding the handheld; what waits for the answer is done right after it. */
import { signal } from '@preact/signals';
import { me } from './room';

export const asking = signal<{ then: (() => void) | null } | null>(null);

export function asMe(then: () => void): void {
  if (me.value === null) asking.value = { then };
  else then();
}
