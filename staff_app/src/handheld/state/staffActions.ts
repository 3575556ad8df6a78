/** What the colleague did, on its way to the hub: sent in order, kept in memory until the hub has said yes or no. */
import { computed, effect, signal } from '@preact/signals';
import { newRequestId } from '../../data/requestId';
import { sendAction, type Answer, type StaffAction } from '../../data/staff';
import type { Outcome, VisitRow } from '../../data/types';
import { reload, shownLink } from './connection';
import { openVisit, openVisitEnded } from './selection';
import { me, signedOutTimes } from './signedIn';
import { acceptAnswer, current, rows, versionOf } from './store';

// While the stream is up, an action that got no answer is sent again this often.
const RETRY_MS = 1500;

export const unsent = signal<readonly StaffAction[]>([]);
/** Why the last action for a visit was not done, until the next one. */
export const refusals = signal<ReadonlyMap<string, Refusal>>(new Map());
type Refusal = { kind: 'conflict'; claimedBy: string | null } | { kind: 'refused' };

const sending = signal(false);
const waiting = computed(() => unsent.value.length > 0 && !sending.value);

export const unsentFor = (visitId: string): StaffAction | undefined =>
  unsent.value.findLast((action) => action.visitId === visitId);

export function claimOrRelease(visitId: string, kind: 'claim' | 'release'): void {
  const staff = me.value;
  if (staff !== null) enqueue({ kind, visitId, staff, requestId: newRequestId() });
}

export function reportOutcome(visitId: string, outcome: Outcome): void {
  const staff = me.value;
  if (staff !== null) enqueue({ kind: 'outcome', visitId, staff, outcome, requestId: newRequestId() });
}

function enqueue(action: StaffAction): void {
  forgetRefusal(action.visitId);
  unsent.value = [...unsent.value, action];
  void sendAll();
}

async function sendAll(): Promise<void> {
  if (sending.value) return;
  sending.value = true;
  for (let action = unsent.value[0]; action !== undefined; action = unsent.value[0]) {
    const version = versionOf(action.visitId);
    const answer = await sendAction(action);
    if (answer.kind === 'unreachable' || answer.kind === 'locked') {
      if (answer.kind === 'locked') reload();
      break;
    }
    const { requestId } = action;
    drop((other) => other.requestId === requestId);
    settle(action, answer, version);
  }
  sending.value = false;
}

type Settled = Exclude<Answer<VisitRow>, { kind: 'unreachable' | 'locked' }>;

function settle({ visitId }: StaffAction, answer: Settled, version: number): void {
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
      return refuse(visitId, { kind: 'refused' });
  }
}

function refuse(visitId: string, refusal: Refusal): void {
  refusals.value = new Map(refusals.value).set(visitId, refusal);
}

function forgetRefusal(visitId: string): void {
  const kept = new Map(refusals.value);
  if (kept.delete(visitId)) refusals.value = kept;
}

function drop(which: (action: StaffAction) => boolean): void {
  unsent.value = unsent.value.filter((action) => !which(action));
}

export function watchStaffActions(): void {
  // A snapshot without the visit means it ended or its customer withdrew: nothing more is said about it.
  effect(() => {
    if (!current.value) return;
    const here = rows.value;
    if (unsent.peek().some((action) => !here.has(action.visitId))) drop((action) => !here.has(action.visitId));
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
    if (signedOutTimes.value === 0) return;
    unsent.value = [];
    refusals.value = new Map();
  });
  // Closing the page loses what waits in memory, so the browser asks first.
  window.addEventListener('beforeunload', (event) => unsent.value.length > 0 && event.preventDefault());
}
