/** The calls of the handheld, each with a deadline and an answer that says what happened. */
import { language } from './language';
import { codeOf, request } from './request';
import type { Basket, BasketItem, ColleaguesHere, Devices, Nearby, NoteTemplate, OpenReason, Outcome, VisitCard, VisitRow } from './types';

// A colleague waits with a customer in front of them: better to say "will be sent" than to hang.
const DEADLINE_MS = 5000;

export type Answer<T> =
  | { kind: 'done'; value: T }
  | { kind: 'locked'; code: string; says: string } // the hub wants to know who it is
  | { kind: 'conflict'; claimedBy: string | null }
  | { kind: 'ended' } // the visit is over or its customer withdrew
  | { kind: 'refused'; status: number; waitMs: number | null; code: string; says: string } // asking again would not help, or not before that
  | { kind: 'unreachable' }; // no answer, or a hub in trouble: the same request may be sent again

type Claim = { kind: 'claim' | 'release'; visitId: string; staff: string; requestId: string };
type Report = { kind: 'outcome'; visitId: string; staff: string; requestId: string; outcome: Outcome };
type HandOver = { kind: 'hand_over'; visitId: string; staff: string; requestId: string; to: string };
type Note = { kind: 'note'; visitId: string; staff: string; requestId: string; template: NoteTemplate; text: string };
type NoteTakenBack = { kind: 'note_taken_back'; visitId: string; staff: string; requestId: string; note: string };
export type StaffAction = Claim | Report | HandOver | Note | NoteTakenBack;

export function fetchNearby(signal?: AbortSignal): Promise<Answer<Nearby>> {
  return ask<Nearby>('/api/staff/nearby', { ...(signal ? { signal } : {}) });
}

/**
 * The same action keeps its `requestId` however often it is sent, so the hub does it once; `keepalive`, because the page
 * may be on its way to sleep.
 */
export function sendAction(action: StaffAction): Promise<Answer<VisitRow>> {
  const { kind, visitId, staff, requestId } = action;
  const visit = `/api/staff/visits/${encodeURIComponent(visitId)}`;
  if (action.kind === 'note_taken_back') {
    return ask<VisitRow>(`${visit}/notes/${encodeURIComponent(action.note)}`, { method: 'DELETE', keepalive: true });
  }
  const body = { staff, request_id: requestId, ...saidOf(action) };
  return ask<VisitRow>(`${visit}/${kind === 'note' ? 'notes' : kind}`, { ...post(body), keepalive: true });
}

/** What the hub is told beside who and which: the page keeps more with an action than it takes. */
function saidOf(action: StaffAction): object {
  switch (action.kind) {
    case 'outcome':
      return { outcome: action.outcome };
    case 'hand_over':
      return { to: action.to };
    case 'note':
      return { template: action.template, text: action.text };
    default:
      return {};
  }
}

/** Who else is there to help, or to be given something to do. */
export function fetchColleaguesHere(): Promise<Answer<ColleaguesHere>> {
  return ask<ColleaguesHere>('/api/staff/colleagues', {});
}

/** Who looks behind the three lines, and why: the hub writes it down before it answers. */
export type CardRequest = { visitId: string; staff: string; requestId: string; reason: OpenReason };

export function requestCardDetails({ visitId, staff, requestId, reason }: CardRequest): Promise<Answer<VisitCard>> {
  const body = { staff, request_id: requestId, reason };
  return ask<VisitCard>(`/api/staff/visits/${encodeURIComponent(visitId)}/open`, post(body));
}

/** They look away; `keepalive`, because the page may be on its way to sleep. */
export function reportCardClosed({ visitId, requestId }: CardRequest): void {
  const url = `/api/staff/visits/${encodeURIComponent(visitId)}/close`;
  void ask<null>(url, { ...post({ request_id: requestId }), keepalive: true });
}

export function fetchBasket(visitId: string): Promise<Answer<Basket>> {
  return ask<Basket>(basketUrl(visitId), {});
}

/** The whole of it each time: the same content sent again changes nothing. */
export function fillBasket(visitId: string, items: readonly BasketItem[], note: string): Promise<Answer<Basket>> {
  return ask<Basket>(basketUrl(visitId), { ...post({ items, note }), method: 'PUT' });
}

export function handOver(visitId: string): Promise<Answer<Basket>> {
  return ask<Basket>(`${basketUrl(visitId)}/handover`, post({}));
}

/** Before it is paid: its reference opens nothing any more. */
export function takeBack(visitId: string): Promise<Answer<Basket>> {
  return ask<Basket>(`${basketUrl(visitId)}/takeback`, post({}));
}

function basketUrl(visitId: string): string {
  return `/api/staff/visits/${encodeURIComponent(visitId)}/basket`;
}

export function fetchDevices(): Promise<Answer<Devices>> {
  return ask<Devices>('/api/staff/devices', {});
}

export function revokeDevice(device: string): Promise<Answer<null>> {
  return ask<null>(`/api/staff/devices/${encodeURIComponent(device)}`, { method: 'DELETE' });
}

export function streamUrl(since: number): string {
  return `/api/staff/stream?since=${since}&language=${language.peek()}`;
}

export function post(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Asks whoever is signed in to prove once more who they are; set by the screens, which draw the question. */
export const stepUp: { ask: () => Promise<boolean> } = { ask: () => Promise.resolve(false) };

export async function ask<T>(url: string, init: RequestInit): Promise<Answer<T>> {
  const answer = await askOnce<T>(url, init);
  const wanted = answer.kind === 'refused' && answer.code === 'step_up';
  return wanted && (await stepUp.ask()) ? askOnce<T>(url, init) : answer;
}

async function askOnce<T>(url: string, init: RequestInit): Promise<Answer<T>> {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  const signal = init.signal ? AbortSignal.any([init.signal, deadline]) : deadline;
  try {
    return await read<T>(await request(url, { ...init, signal }));
  } catch {
    return { kind: 'unreachable' };
  }
}

async function read<T>(response: Response): Promise<Answer<T>> {
  const { status } = response;
  if (response.ok) return { kind: 'done', value: (status === 204 ? null : await response.json()) as T };
  if (status === 401) return { kind: 'locked', code: await codeOf(response), says: await saysOf(response) };
  const first = status === 409 ? await claimedBy(response) : null;
  if (first !== null) return { kind: 'conflict', claimedBy: first };
  if (status === 404 || status === 410) return { kind: 'ended' };
  if (status >= 500 || status === 408) return { kind: 'unreachable' };
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : null;
  return { kind: 'refused', status, waitMs, code: await codeOf(response), says: await saysOf(response) };
}

/** The sentence of a refusal, in the reader's language. */
async function saysOf(response: Response): Promise<string> {
  try {
    const body = (await response.clone().json()) as { detail?: unknown; title?: unknown };
    const text = typeof body.detail === 'string' ? body.detail : body.title;
    return typeof text === 'string' ? text.charAt(0).toLocaleUpperCase() + text.slice(1) : '';
  } catch {
    return '';
  }
}

async function claimedBy(response: Response): Promise<string | null> {
  const body = (await response.clone().json()) as { claimed_by?: unknown };
  return typeof body.claimed_by === 'string' ? body.claimed_by : null;
}
