/** Who holds the handheld, in memory only, and how that last ended. */
import { computed, effect, signal, untracked } from '@preact/signals';

/** The first name of the colleague; null until they have said it. */
export const me = signal<string | null>(null);

/** By which the hub knows them: two may be called the same, one after the other. Empty while nobody has an account. */
export const myId = signal('');
/** Whose what was done is: somebody with an account, or a name where nobody has one. */
export const myself = computed(() => myId.value || (me.value ?? ''));

/**
 * Why the page forgot everybody.
 *
 * `locked`: the same colleague may be back in a moment, so what they did and could not be sent yet stays for them.
 * `signed_out`: they are gone, and were told what is lost. `revoked`: the hub has ended the session of this device.
 * `left`: the page itself goes; a browser may keep it, memory and all, and bring it back.
 */
export type Forgetting = 'locked' | 'signed_out' | 'revoked' | 'left';

/** The last time, and the id of whoever held the handheld until then. */
export const forgotten = signal<{ why: Forgetting; who: string } | null>(null);

/** Each time the page forgets everybody, whatever else holds something of a person lets go of it. */
export function onForgetting(then: (why: Forgetting, who: string) => void): void {
  effect(() => {
    const last = forgotten.value;
    if (last !== null) untracked(() => then(last.why, last.who));
  });
}
