/** What the colleague did, on its way to the hub: sent in order, kept in memory until the hub has said yes or no. */
import { computed, effect, signal } from '@preact/signals';
import { sendFollowUp, type FollowUpAction, type FollowUpList } from '../../data/followUps';
import { newRequestId } from '../../data/requestId';
import { sendAction, type Answer, type StaffAction } from '../../data/staff';
import type { NoteTemplate, Outcome, VisitRow } from '../../data/types';
import { reload, shownLink } from './connection';
import { keepNoteDraft, noteDraft } from './drafts';
import { openVisit, openVisitEnded } from './selection';
import { me, myself, onForgetting } from './signedIn';
import { acceptAnswer, current, rows, snapshots, versionOf } from './store';

// While the stream is up, an action that got no answer is sent again this often.
const RETRY_MS = 1500;

type Sent = StaffAction | FollowUpAction;
/** A name may come back as somebody else's: what waits is a person's. */
type Queued = Sent & { person: string };

const queue = signal<readonly Queued[]>([]);
/** Whether anything of anybody waits: also of whoever locked the screen and may be back. */
export const anythingUnsent = computed(() => queue.value.length > 0);
/** What the colleague who holds the handheld did; nothing is sent in the session of another. */
export const unsent = computed(() => queue.value.filter(({ person }) => person === myself.value));
/** Why the last action for a visit was not done, until the next one. */
export const refusals = signal<ReadonlyMap<string, Refusal>>(new Map());
type Refusal = { kind: 'conflict'; claimedBy: string | null } | { kind: 'refused'; says: string };

/** What the hub last answered about what is to be done. */
export const followUpAnswer = signal<FollowUpList | null>(null);
/** Why the last change of what is to be done was refused, until the next one. */
export const followUpRefused = signal<string | null>(null);

const sending = signal(false);
const waiting = computed(() => unsent.value.length > 0 && !sending.value);

export const unsentFor = (visitId: string): StaffAction | undefined =>
  unsent.value.filter(isAboutVisit).findLast((action) => action.visitId === visitId);

const isAboutVisit = <A extends Sent>(action: A): action is A & StaffAction => !action.kind.startsWith('follow_up_');

export function claimOrRelease(visitId: string, kind: 'claim' | 'release'): void {
  const staff = me.value;
  if (staff !== null) enqueue({ kind, visitId, staff, requestId: newRequestId() });
}

export function reportOutcome(visitId: string, outcome: Outcome): void {
  const staff = me.value;
  if (staff !== null) enqueue({ kind: 'outcome', visitId, staff, outcome, requestId: newRequestId() });
}

export function handOverVisit(visitId: string, to: string): void {
  const staff = me.value;
  if (staff !== null) enqueue({ kind: 'hand_over', visitId, staff, to, requestId: newRequestId() });
}

export function writeNote(visitId: string, template: NoteTemplate, text: string): void {
  const staff = me.value;
  if (staff !== null) enqueue({ kind: 'note', visitId, staff, template, text, requestId: newRequestId() });
}

export function takeBackNote(visitId: string, note: string): void {
  const staff = me.value;
  if (staff !== null) enqueue({ kind: 'note_taken_back', visitId, staff, note, requestId: newRequestId() });
}

export function enqueue(action: Sent): void {
  if (isAboutVisit(action)) forgetRefusal(action.visitId);
  else followUpRefused.value = null;
  queue.value = [...queue.value, { ...action, person: myself.peek() }];
  void sendAll();
}

async function sendAll(): Promise<void> {
  if (sending.peek()) return;
  sending.value = true;
  for (let action = unsent.peek()[0]; action !== undefined; action = unsent.peek()[0]) {
    if (!(await (isAboutVisit(action) ? sendAboutVisit(action) : sendAboutFollowUp(action)))) break;
  }
  sending.value = false;
}

/** Whether the hub has answered. */
async function sendAboutVisit(action: StaffAction & { person: string }): Promise<boolean> {
  const version = versionOf(action.visitId);
  const answer = await sendAction(action);
  if (!isAnswered(answer)) return false;
  drop((other) => other.requestId === action.requestId);
  settle(action, answer, version);
  return true;
}

async function sendAboutFollowUp(action: FollowUpAction): Promise<boolean> {
  const answer = await sendFollowUp(action);
  if (!isAnswered(answer)) return false;
  if (answer.kind === 'done') followUpAnswer.value = answer.value;
  else followUpRefused.value = 'says' in answer ? answer.says : '';
  drop((other) => other.requestId === action.requestId);
  return true;
}

function isAnswered<T>(answer: Answer<T>): answer is Exclude<Answer<T>, { kind: 'unreachable' | 'locked' }> {
  if (answer.kind === 'locked') reload();
  return answer.kind !== 'unreachable' && answer.kind !== 'locked';
}

type Settled = Exclude<Answer<VisitRow>, { kind: 'unreachable' | 'locked' }>;

function settle(action: StaffAction & { person: string }, answer: Settled, version: number): void {
  const { visitId } = action;
  switch (answer.kind) {
    case 'done':
      return acceptAnswer(answer.value, version);
    case 'conflict': {
      drop((other) => other.visitId === visitId); // what was to follow the claim no longer makes sense
      const row = rows.value.get(visitId);
      if (row && answer.claimedBy) acceptAnswer({ ...row, claimed_by: answer.claimedBy }, version);
      return refuse(visitId, { kind: 'conflict', claimedBy: answer.claimedBy });
    }
    case 'ended':
      drop((other) => other.visitId === visitId);
      if (openVisit.value === visitId) openVisitEnded();
      return;
    case 'refused':
      // What was typed is not lost with the refusal: whoever typed it takes the word out, and sends it again.
      if (action.kind === 'note' && noteDraft(visitId) === undefined) keepNoteDraft(action);
      return refuse(visitId, { kind: 'refused', says: answer.says });
  }
}

function refuse(visitId: string, refusal: Refusal): void {
  refusals.value = new Map(refusals.value).set(visitId, refusal);
}

function forgetRefusal(visitId: string): void {
  const kept = new Map(refusals.value);
  if (kept.delete(visitId)) refusals.value = kept;
}

function drop(which: (action: Queued) => boolean): void {
  queue.value = queue.peek().filter((action) => !which(action));
}

/** The page goes: each action is handed to the browser, which sends it if it can. The hub does none of them twice. */
export function sendBeforeLeaving(): void {
  for (const action of unsent.peek()) void (isAboutVisit(action) ? sendAction(action) : sendFollowUp(action));
}

export function watchStaffActions(): void {
  // A snapshot without the visit means it ended or its customer withdrew: nothing more is said about it.
  effect(() => {
    if (!current.value) return;
    const here = rows.value;
    const isGone = ({ visitId }: Sent) => visitId !== null && !here.has(visitId);
    if (queue.peek().some(isGone)) drop(isGone);
    for (const visitId of refusals.peek().keys()) if (!here.has(visitId)) forgetRefusal(visitId);
  });
  effect(() => {
    if (shownLink.value === 'live' && current.value && waiting.value) {
      const retry = setTimeout(() => void sendAll(), RETRY_MS);
      return () => clearTimeout(retry);
    }
    return undefined;
  });
  effect(() => {
    // A snapshot is how a page knows that it is back: online again, awake, or brought back by the browser. It comes
    // first, because whoever withdrew meanwhile is not spoken of any more.
    if (snapshots.value > 0) queueMicrotask(() => void sendAll());
  });
  onForgetting((why, who) => {
    refusals.value = new Map();
    followUpAnswer.value = followUpRefused.value = null;
    if (why === 'signed_out') drop(({ person }) => person === who);
    else if (why !== 'locked') queue.value = [];
  });
  // Closing the page loses what waits in memory, so the browser asks first.
  window.addEventListener('beforeunload', (event) => anythingUnsent.value && event.preventDefault());
}
