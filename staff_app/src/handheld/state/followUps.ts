/** What is to be done: asked for when the page wakes, when the place is opened and once a minute; nothing in it is urgent. */
import { computed, effect, signal } from '@preact/signals';
import { fetchFollowUps, type FollowUpAdded, type FollowUpList, type FollowUpView, type What } from '../../data/followUps';
import { newRequestId } from '../../data/requestId';
import type { ColleaguesHere } from '../../data/types';
import { reload, shownLink } from './connection';
import { followUpDraft, keepFollowUpDraft, type FollowUpDraft } from './drafts';
import { colleaguesHere } from './handOver';
import { place } from './route';
import { me, myself, onForgetting } from './signedIn';
import { enqueue, followUpAnswer, unsent } from './staffActions';
import { current, snapshots } from './store';

const LOOK_MS = 60_000;
const DAY_MS = 24 * 3600 * 1000;

const list = signal<FollowUpList | null>(null);
export const followUpsFailed = signal(false);
/** Who there is, for "for whom"; asked for when it is chosen. */
export const colleaguesToChoose = signal<ColleaguesHere | null>(null);
/** Whose hand is looked for: the one that is being given away. */
export const giving = signal<string | null>(null);
export const addingFollowUp = signal(false);

export type Item = FollowUpView & { waits: boolean };

/** As it will be once the hub has heard what was done here. */
export const followUps = computed<{ today: string; items: Item[] } | null>(() => {
  const known = list.value;
  if (known === null) return null;
  const items = new Map<string, Item>(known.follow_ups.map((each) => [each.id, { ...each, waits: false }]));
  for (const action of unsent.value) {
    if (action.kind === 'follow_up_added') items.set(action.requestId, itemOf(action, known.today));
    else if (action.kind === 'follow_up_done' || action.kind === 'follow_up_given') {
      const item = items.get(action.id);
      if (!item) continue;
      const open = stateOf(item.due, known.today);
      if (action.kind === 'follow_up_given') items.set(action.id, { ...item, to: action.to, waits: true });
      else items.set(action.id, { ...item, state: action.done ? 'done' : open, done_by: action.staff, waits: true });
    }
  }
  return { today: known.today, items: [...items.values()] };
});

/** What waits for whoever holds the handheld: theirs and nobody's, of today and before. */
export const dueCount = computed(
  () => (followUps.value?.items ?? []).filter((each) => ['overdue', 'today'].includes(each.state) && isMine(each)).length,
);

export const isMine = (each: FollowUpView): boolean => each.to === null || each.to === me.value;

function itemOf(action: FollowUpAdded, today: string): Item {
  const { what, text, due, to, staff } = action;
  const customer = action.visitId === null ? null : { name: null, visit_id: action.visitId };
  return { id: action.requestId, what, text, due, to, made_by: staff, done_by: null, customer, state: stateOf(due, today), waits: true };
}

function stateOf(due: string, today: string): FollowUpView['state'] {
  return due === today ? 'today' : due < today ? 'overdue' : 'later';
}

/** A day of the shop's calendar, some days after another. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

export async function loadFollowUps(): Promise<void> {
  const answer = await fetchFollowUps();
  if (answer.kind === 'locked') reload();
  followUpsFailed.value = answer.kind !== 'done';
  if (answer.kind === 'done') list.value = answer.value;
}

/** `visitId`: for a customer whose card is open. */
export function startFollowUp(visitId: string | null): void {
  const today = list.peek()?.today;
  const staff = me.peek();
  addingFollowUp.value = true;
  void loadColleaguesToChoose();
  if (today === undefined) void loadFollowUps().then(() => begin(visitId));
  else if (staff !== null) begin(visitId);
}

function begin(visitId: string | null): void {
  const [today, staff, typed] = [list.peek()?.today, me.peek(), followUpDraft.peek()];
  if (today === undefined || staff === null || (typed !== null && typed.visitId === visitId)) return;
  keepFollowUpDraft({ staff, person: myself.peek(), visitId, what: visitId === null ? 'other' : 'call_when_in', text: '', due: today, to: staff });
}

export async function loadColleaguesToChoose(): Promise<void> {
  const found = await colleaguesHere();
  if (found !== 'failed') colleaguesToChoose.value = found;
}

export function changeFollowUp(draft: FollowUpDraft): void {
  keepFollowUpDraft(draft);
}

/** What was typed stays for whoever opens it again. */
export function closeFollowUp(): void {
  addingFollowUp.value = false;
  if (followUpDraft.peek()?.text === '') keepFollowUpDraft(null);
}

export function sendFollowUpDraft(draft: FollowUpDraft): void {
  enqueue({ kind: 'follow_up_added', requestId: newRequestId(), ...draft, text: draft.text.trim() });
  addingFollowUp.value = false;
  keepFollowUpDraft(null);
}

export function settleFollowUp(id: string, done: boolean): void {
  const staff = me.peek();
  if (staff !== null) enqueue({ kind: 'follow_up_done', visitId: null, requestId: newRequestId(), staff, id, done });
}

export function giveFollowUp(id: string, to: string | null): void {
  const staff = me.peek();
  if (staff !== null) enqueue({ kind: 'follow_up_given', visitId: null, requestId: newRequestId(), staff, id, to });
  giving.value = null;
}

export const WHATS: readonly What[] = ['call_when_in', 'order_article', 'prepare_fitting', 'other'];

export function watchFollowUps(): void {
  effect(() => {
    // Withdrawn meanwhile, the customer's follow-up is gone from what comes now.
    if (snapshots.value > 0 && place.value !== null) queueMicrotask(() => void loadFollowUps());
  });
  effect(() => {
    if (shownLink.value !== 'live' || !current.value) return undefined;
    const looking = setInterval(() => void loadFollowUps(), LOOK_MS);
    return () => clearInterval(looking);
  });
  effect(() => {
    // Nothing that may no longer be shown stays on a screen that has lost its hub.
    if (!current.value) list.value = null;
  });
  effect(() => {
    const answer = followUpAnswer.value;
    if (answer !== null) list.value = answer;
  });
  onForgetting(() => {
    list.value = null;
    colleaguesToChoose.value = null;
    giving.value = null;
    addingFollowUp.value = false;
  });
}
