/** The calls of the handheld, each with a deadline and an answer that says what happened. */
import { language } from './language';
import type { Basket, BasketItem, Nearby, OpenReason, Outcome, Session, SignedInDevices, VisitCard, VisitRow } from './types';

// A colleague waits with a customer in front of them: better to say "will be sent" than to hang.
const DEADLINE_MS = 5000;

export type Answer<T> =
  | { kind: 'done'; value: T }
  | { kind: 'locked' } // the hub wants the store's PIN
  | { kind: 'conflict'; claimedBy: string | null }
  | { kind: 'ended' } // the visit is over or its customer withdrew
  | { kind: 'refused'; status: number; waitMs: number | null } // asking again would not help, or not before that
  | { kind: 'unreachable' }; // no answer, or a hub in trouble: the same request may be sent again

type Claim = { kind: 'claim' | 'release'; visitId: string; staff: string; requestId: string };
type Report = { kind: 'outcome'; visitId: string; staff: string; requestId: string; outcome: Outcome };
export type StaffAction = Claim | Report;

/** Whether this device may see the screens; asked first, because a browser writes each 401 into its console as an error. */
export function fetchSession(signal: AbortSignal): Promise<Answer<Session>> {
  return ask<Session>('/api/staff/session', { signal });
}

export function fetchNearby(signal?: AbortSignal): Promise<Answer<Nearby>> {
  return ask<Nearby>('/api/staff/nearby', { ...(signal ? { signal } : {}) });
}

/**
 * The same action keeps its `requestId` however often it is sent, so the hub does it once; `keepalive`, because the page
 * may be on its way to sleep.
 */
export function sendAction(action: StaffAction): Promise<Answer<VisitRow>> {
  const { kind, visitId, staff, requestId } = action;
  const body = { staff, request_id: requestId, ...(action.kind === 'outcome' ? { outcome: action.outcome } : {}) };
  return ask<VisitRow>(`/api/staff/visits/${encodeURIComponent(visitId)}/${kind}`, { ...post(body), keepalive: true });
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

function basketUrl(visitId: string): string {
  return `/api/staff/visits/${encodeURIComponent(visitId)}/basket`;
}

export function openSession(pin: string): Promise<Answer<null>> {
  return ask<null>('/api/staff/session', post({ pin }));
}

export function endSession(): Promise<Answer<null>> {
  return ask<null>('/api/staff/session', { method: 'DELETE', keepalive: true });
}

export function fetchDevices(): Promise<Answer<SignedInDevices>> {
  return ask<SignedInDevices>('/api/staff/devices', {});
}

export function revokeDevice(device: string): Promise<Answer<null>> {
  return ask<null>(`/api/staff/devices/${encodeURIComponent(device)}`, { method: 'DELETE' });
}

export function streamUrl(since: number): string {
  return `/api/staff/stream?since=${since}&language=${language.peek()}`;
}

function post(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function ask<T>(url: string, init: RequestInit): Promise<Answer<T>> {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  const signal = init.signal ? AbortSignal.any([init.signal, deadline]) : deadline;
  try {
    const headers = { ...init.headers, 'accept-language': language.peek() };
    const response = await fetch(url, { ...init, headers, signal, cache: 'no-store', credentials: 'same-origin' });
    return await read<T>(response);
  } catch {
    return { kind: 'unreachable' };
  }
}

async function read<T>(response: Response): Promise<Answer<T>> {
  const { status } = response;
  if (response.ok) return { kind: 'done', value: (status === 204 ? null : await response.json()) as T };
  if (status === 401 || status === 403) return { kind: 'locked' };
  if (status === 409) return { kind: 'conflict', claimedBy: await claimedBy(response) };
  if (status === 404 || status === 410) return { kind: 'ended' };
  if (status >= 500 || status === 408) return { kind: 'unreachable' };
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  return { kind: 'refused', status, waitMs: Number.isFinite(seconds) ? seconds * 1000 : null };
}

async function claimedBy(response: Response): Promise<string | null> {
  const body = (await response.json()) as { claimed_by?: unknown };
  return typeof body.claimed_by === 'string' ? body.claimed_by : null;
}
