/** Who holds the handheld, in memory only, and how that last ended. */
import { effect, signal, untracked } from '@preact/signals';

/** The first name of the colleague; null until they have said it. */
export const me = signal<string | null>(null);

/**
 * Why the page forgot everybody.
 *
 * `locked`: the same colleague may be back in a moment, so what they did and could not be sent yet stays for them.
 * `signed_out`: they are gone, and were told what is lost. `revoked`: the hub has ended the session of this device.
 * `left`: the page itself goes; a browser may keep it, memory and all, and bring it back.
 */
export type Forgetting = 'locked' | 'signed_out' | 'revoked' | 'left';

/** The last time, and who held the handheld until then. */
export const forgotten = signal<{ why: Forgetting; who: string | null } | null>(null);

/** Each time the page forgets everybody, whatever else holds something of a person lets go of it. */
export function onForgetting(then: (why: Forgetting, who: string | null) => void): void {
  effect(() => {
    const last = forgotten.value;
    if (last !== null) untracked(() => then(last.why, last.who));
  });
}
