/** What the open card rests on. The hub hands it out to a name and a reason, and the customer sees both. */
import { computed, effect, signal } from '@preact/signals';
import { newRequestId } from '../data/request_id';
import { language } from '../words/words';
import { closeCard, openCard, type Answer, type Opening } from '../data/staff';
import type { VisitCard } from '../data/types';
import { ended, me, openRow, reload, shownLink } from './room';

// While the stream is up, an opening that got no answer is asked for again this often.
const RETRY_MS = 1500;

export type Behind =
  | { state: 'unasked' } // nobody has said who they are, or there is no card
  | { state: 'loading' }
  | { state: 'shown'; card: VisitCard }
  | { state: 'failed'; why: 'unreachable' | 'too_many' | 'refused' };

const NOTHING: Behind = { state: 'unasked' };
export const behind = signal<Behind>(NOTHING);

let opening: Opening | null = null;
let asked = 0;

/** Changes whenever something else is to be asked for: another customer, another colleague, another card. */
const wanted = computed(() => {
  const row = openRow.value;
  return row?.card && me.value !== null ? JSON.stringify([row.visit_id, me.value, row.card_made_ms, language.value]) : null;
});

export function askAgain(): void {
  if (opening) void ask(opening);
}

async function ask(mine: Opening): Promise<void> {
  const number = ++asked;
  behind.value = { state: 'loading' };
  const answer = await openCard(mine);
  if (number === asked) behind.value = read(answer);
}

function read(answer: Answer<VisitCard>): Behind {
  switch (answer.kind) {
    case 'done':
      return { state: 'shown', card: answer.value };
    case 'locked':
      reload();
      return NOTHING;
    case 'ended':
      ended.value ??= 'unknown';
      return NOTHING;
    case 'refused':
      return { state: 'failed', why: answer.status === 429 ? 'too_many' : 'refused' };
    case 'conflict': // the card is being made anew
    case 'unreachable':
      return { state: 'failed', why: 'unreachable' };
  }
}

function lookAway(): void {
  asked += 1;
  if (opening && behind.peek().state === 'shown') closeCard(opening);
  opening = null;
  behind.value = NOTHING;
}

export function watchOpening(): void {
  effect(() => {
    const key = wanted.value;
    const [row, staff] = [openRow.peek(), me.peek()];
    if (opening && (key === null || opening.visitId !== row?.visit_id || opening.staff !== staff)) lookAway();
    if (key === null || !row || staff === null) return;
    opening ??= {
      visitId: row.visit_id,
      staff,
      requestId: newRequestId(),
      reason: row.asked_ms === null ? 'near' : 'asked',
    };
    void ask(opening);
  });
  effect(() => {
    const now = behind.value;
    if (shownLink.value === 'live' && now.state === 'failed' && now.why === 'unreachable') {
      const retry = setTimeout(askAgain, RETRY_MS);
      return () => clearTimeout(retry);
    }
    return undefined;
  });
}
