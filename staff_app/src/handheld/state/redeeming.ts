/** The code that a colleague redeems by hand: typed, or tapped on the card of whoever is here. */
import { effect, signal } from '@preact/signals';
import { newRequestId } from '../../data/requestId';
import { redeemOffer } from '../../data/offers';
import type { RedeemedOffer } from '../../data/types';
import { reload, shownLink } from './connection';
import { forgotten, me } from './signedIn';

export type Redeeming =
  | { state: 'asked'; refused: string | 'unreachable' | null } // a code is asked for; why the last one did not count
  | { state: 'sending' }
  | { state: 'done'; offer: RedeemedOffer };

export const redeeming = signal<Redeeming | null>(null);
/** What stands in the field. A tapped code stands there too, so that it can be sent again. */
export const typedCode = signal('');

// A try whose answer was lost may have counted: sent again it is the same try, and not a code that was used before.
const unanswered = new Map<string, string>();

export function openRedeeming(): void {
  typedCode.value = '';
  redeeming.value = { state: 'asked', refused: null };
}

export function closeRedeeming(): void {
  redeeming.value = null;
  typedCode.value = '';
}

/** One tap on the card. */
export function redeemAtOnce(code: string): void {
  typedCode.value = code;
  void redeemTyped();
}

export async function redeemTyped(): Promise<void> {
  const [code, staff] = [typedCode.peek().trim(), me.peek()];
  if (code === '' || staff === null || redeeming.peek()?.state === 'sending') return;
  const mine: Redeeming = { state: 'sending' };
  redeeming.value = mine;
  const key = plain(code);
  const requestId = unanswered.get(key) ?? newRequestId();
  unanswered.set(key, requestId);
  const answer = await redeemOffer({ code, staff, requestId });
  if (answer.kind !== 'unreachable') unanswered.delete(key);
  if (redeeming.peek() !== mine) return; // closed, or locked, meanwhile
  if (answer.kind === 'done') redeeming.value = { state: 'done', offer: answer.value };
  else if (answer.kind === 'locked') reload();
  else redeeming.value = { state: 'asked', refused: answer.kind === 'refused' && answer.says !== '' ? answer.says : 'unreachable' };
}

/** As the hub compares them: capitals, blanks and dashes make no other code. */
function plain(code: string): string {
  return code.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
}

export function watchRedeeming(): void {
  effect(() => {
    if (shownLink.value === 'locked') closeRedeeming();
  });
  effect(() => {
    if (forgotten.value === null) return;
    closeRedeeming();
    unanswered.clear();
  });
}
