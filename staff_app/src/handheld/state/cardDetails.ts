/** What the open card rests on. The hub hands it out to a name and a reason, and the customer sees both. */
import { computed, effect, signal } from '@preact/signals';
import { language } from '../../data/language';
import { newRequestId } from '../../data/requestId';
import { reportCardClosed, requestCardDetails, type Answer, type CardRequest } from '../../data/staff';
import type { VisitCard } from '../../data/types';
import { reload, shownLink } from './connection';
import { openVisitEnded } from './selection';
import { me } from './signedIn';
import { openRow } from './store';

// While the stream is up, a request that got no answer is sent again this often.
const RETRY_MS = 1500;

export type CardDetails =
  | { state: 'unasked' } // nobody has said who they are, or there is no card
  | { state: 'loading' }
  | { state: 'shown'; card: VisitCard }
  | { state: 'failed'; why: 'unreachable' | 'too_many' | 'refused' };

const NOTHING: CardDetails = { state: 'unasked' };
export const cardDetails = signal<CardDetails>(NOTHING);

/** Somebody has asked why: the answer has the focus as soon as it stands there. */
export const whyWanted = signal(false);

let request: CardRequest | null = null;
let requests = 0;

/** Changes whenever something else is to be asked for: another customer, another colleague, another card. */
const wanted = computed(() => {
  const row = openRow.value;
  return row?.card && me.value !== null ? JSON.stringify([row.visit_id, me.value, row.card_made_ms, language.value]) : null;
});

export function requestAgain(): void {
  if (request) void send(request);
}

async function send(mine: CardRequest): Promise<void> {
  const number = ++requests;
  cardDetails.value = { state: 'loading' };
  const answer = await requestCardDetails(mine);
  if (number === requests) cardDetails.value = detailsOf(answer);
}

function detailsOf(answer: Answer<VisitCard>): CardDetails {
  switch (answer.kind) {
    case 'done':
      return { state: 'shown', card: answer.value };
    case 'locked':
      reload();
      return NOTHING;
    case 'ended':
      openVisitEnded();
      return NOTHING;
    case 'refused':
      if (answer.status === 409) return { state: 'failed', why: 'unreachable' }; // the card is being made anew
      return { state: 'failed', why: answer.status === 429 ? 'too_many' : 'refused' };
    case 'conflict':
    case 'unreachable':
      return { state: 'failed', why: 'unreachable' };
  }
}

function forgetDetails(): void {
  requests += 1;
  if (request && cardDetails.peek().state === 'shown') reportCardClosed(request);
  request = null;
  whyWanted.value = false;
  cardDetails.value = NOTHING;
}

export function watchCardDetails(): void {
  effect(() => {
    const key = wanted.value;
    const [row, staff] = [openRow.peek(), me.peek()];
    if (request && (key === null || request.visitId !== row?.visit_id || request.staff !== staff)) forgetDetails();
    if (key === null || !row || staff === null) return;
    request ??= {
      visitId: row.visit_id,
      staff,
      requestId: newRequestId(),
      reason: row.asked_ms === null ? 'near' : 'asked',
    };
    void send(request);
  });
  effect(() => {
    const now = cardDetails.value;
    if (shownLink.value === 'live' && now.state === 'failed' && now.why === 'unreachable') {
      const retry = setTimeout(requestAgain, RETRY_MS);
      return () => clearTimeout(retry);
    }
    return undefined;
  });
}
