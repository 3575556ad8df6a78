/** The basket of the open customer, while somebody looks at it. */
import { computed, effect, signal } from '@preact/signals';
import { fetchBasket, fillBasket, handOver, takeBack, type Answer } from '../../data/staff';
import type { Basket, BasketItem } from '../../data/types';
import { reload } from './connection';
import { openVisitEnded } from './selection';
import { openRow } from './store';

// Until the till names the reference, the sheet looks this often whether it has.
const LOOK_MS = 3000;

export type OpenBasket = {
  visitId: string;
  /** Null until the hub has answered. */
  content: Basket | null;
  failure: 'unreachable' | 'refused' | null;
  busy: boolean;
};

export const basket = signal<OpenBasket | null>(null);
/** The till has not named the reference yet. */
const waits = computed(() => basket.value?.content?.state === 'handed_over');

export function openBasket(visitId: string): void {
  basket.value = { visitId, content: null, failure: null, busy: false };
  void look();
}

export function closeBasket(): void {
  basket.value = null;
}

/** True when the hub has taken it. */
export function changeBasket(items: readonly BasketItem[], note: string): Promise<boolean> {
  // What the catalogue calls an article is the hub's to say.
  const typed = items.map(({ sku, qty }) => ({ sku, qty }));
  return send((visitId) => fillBasket(visitId, typed, note));
}

export function handOverBasket(): Promise<boolean> {
  return send(handOver);
}

export type PutInto = 'done' | 'handed-over' | 'refused' | 'unreachable';

/** One more of it; from beside the sheet, which need not be open. */
export async function putIntoBasket(visitId: string, sku: string): Promise<PutInto> {
  const before = await fetchBasket(visitId);
  if (before.kind !== 'done') return failed(before);
  const { state, items, note } = before.value;
  if (state === 'handed_over') return 'handed-over';
  const answer = await fillBasket(visitId, withOneMore(state === 'paid' ? [] : items, sku), state === 'paid' ? '' : note);
  return answer.kind === 'done' ? 'done' : failed(answer);
}

export function withOneMore(items: readonly BasketItem[], sku: string): BasketItem[] {
  const there = items.some((each) => each.sku === sku);
  const typed = items.map((each) => ({ sku: each.sku, qty: each.qty + (each.sku === sku ? 1 : 0) }));
  return there ? typed : [...typed, { sku, qty: 1 }];
}

function failed(answer: Exclude<Answer<Basket>, { kind: 'done' }>): PutInto {
  if (answer.kind === 'locked') reload();
  if (answer.kind === 'refused' && answer.code === 'basket_handed_over') return 'handed-over';
  return answer.kind === 'refused' || answer.kind === 'ended' ? 'refused' : 'unreachable';
}

export function takeBackBasket(): Promise<boolean> {
  return send(takeBack);
}

async function look(): Promise<void> {
  const visitId = basket.peek()?.visitId;
  if (visitId !== undefined) accept(visitId, await fetchBasket(visitId));
}

async function send(call: (visitId: string) => Promise<Answer<Basket>>): Promise<boolean> {
  const open = basket.peek();
  if (open === null) return false;
  basket.value = { ...open, busy: true };
  const answer = await call(open.visitId);
  const still = basket.peek();
  if (still?.visitId === open.visitId) basket.value = { ...still, busy: false };
  accept(open.visitId, answer);
  return answer.kind === 'done';
}

function accept(visitId: string, answer: Answer<Basket>): void {
  const open = basket.peek();
  if (open?.visitId !== visitId) return; // closed meanwhile
  if (answer.kind === 'done') basket.value = { ...open, content: answer.value, failure: null };
  else if (answer.kind === 'locked') reload();
  else if (answer.kind === 'ended') openVisitEnded();
  else basket.value = { ...open, failure: answer.kind === 'unreachable' ? 'unreachable' : 'refused' };
}

export function watchBasket(): void {
  effect(() => {
    const visitId = openRow.value?.visit_id;
    if (basket.peek() !== null && basket.peek()?.visitId !== visitId) closeBasket();
  });
  effect(() => {
    if (!waits.value) return undefined;
    const looking = setInterval(() => void look(), LOOK_MS);
    return () => clearInterval(looking);
  });
}
