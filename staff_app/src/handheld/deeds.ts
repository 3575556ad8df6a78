/** What the colleague did, on its way to the hub: sent in order, kept in memory until the hub has said yes or no. */
import { computed, effect, signal } from '@preact/signals';
import { newRequestId } from '../data/request_id';
import { sendDeed, type Answer, type Deed } from '../data/staff';
import type { Outcome, VisitRow } from '../data/types';
import { acceptAnswer, current, ended, me, openVisit, reload, rows, shownLink, signedOutTimes, versionOf } from './room';

// While the stream is up, a deed that got no answer is sent again this often.
const RETRY_MS = 1500;

export const unsent = signal<readonly Deed[]>([]);
/** Why the last deed for a visit was not done, until the next one. */
export const refusals = signal<ReadonlyMap<string, Refusal>>(new Map());
export type Refusal = { kind: 'conflict'; claimedBy: string | null } | { kind: 'refused' };

const sending = signal(false);
export const waiting = computed(() => unsent.value.length > 0 && !sending.value);

export const unsentFor = (visitId: string): Deed | undefined =>
  unsent.value.findLast((deed) => deed.visitId === visitId);

export function claimOrRelease(visitId: string, kind: 'claim' | 'release'): void {
  const staff = me.value;
  if (staff !== null) enqueue({ kind, visitId, staff, requestId: newRequestId() });
}

export function report(visitId: string, outcome: Outcome): void {
  const staff = me.value;
  if (staff !== null) enqueue({ kind: 'outcome', visitId, staff, outcome, requestId: newRequestId() });
}

function enqueue(deed: Deed): void {
  forgetRefusal(deed.visitId);
  unsent.value = [...unsent.value, deed];
  void sendAll();
}

async function sendAll(): Promise<void> {
  if (sending.value) return;
  sending.value = true;
  for (let deed = unsent.value[0]; deed !== undefined; deed = unsent.value[0]) {
    const version = versionOf(deed.visitId);
    const answer = await sendDeed(deed);
    if (answer.kind === 'unreachable' || answer.kind === 'locked') {
      if (answer.kind === 'locked') reload();
      break;
    }
    drop((other) => other.requestId === deed.requestId);
    settle(deed, answer, version);
  }
  sending.value = false;
}

function settle(deed: Deed, answer: Exclude<Answer<VisitRow>, { kind: 'unreachable' | 'locked' }>, version: number): void {
  const { visitId } = deed;
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
      if (openVisit.value === visitId) ended.value ??= 'unknown';
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

function drop(which: (deed: Deed) => boolean): void {
  unsent.value = unsent.value.filter((deed) => !which(deed));
}

export function watchDeeds(): void {
  // A snapshot without the visit means it ended or its customer withdrew: nothing more is said about it.
  effect(() => {
    if (!current.value) return;
    const here = rows.value;
    if (unsent.peek().some((deed) => !here.has(deed.visitId))) drop((deed) => !here.has(deed.visitId));
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
