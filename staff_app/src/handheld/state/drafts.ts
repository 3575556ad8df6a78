/**
 * What somebody is typing, in memory only. It outlives an update, a lost connection and a lock, for the same person; it goes
 * when its customer withdraws or leaves, when somebody else comes, and with the page.
 */
import { computed, effect, signal } from '@preact/signals';
import type { FollowUpToDo } from '../../data/followUps';
import type { NoteTemplate } from '../../data/types';
import { me, myself, onForgetting } from './signedIn';
import { current, rows } from './store';

export type NoteDraft = { visitId: string; person: string; template: NoteTemplate | null; text: string };
export type FollowUpDraft = FollowUpToDo & { staff: string; person: string };

const typedNotes = signal<readonly NoteDraft[]>([]);
const typedFollowUp = signal<FollowUpDraft | null>(null);

/** Whether a page that is loaded anew would lose something. */
export const anythingTyped = computed(() => typedNotes.value.some(({ text }) => text !== '') || typedFollowUp.value !== null);

export const followUpDraft = computed(() => (typedFollowUp.value?.person === myself.value ? typedFollowUp.value : null));

export function noteDraft(visitId: string): NoteDraft | undefined {
  return typedNotes.value.find((draft) => draft.visitId === visitId && draft.person === myself.value);
}

export function keepNoteDraft(draft: NoteDraft): void {
  dropNoteDraft(draft.visitId);
  typedNotes.value = [...typedNotes.peek(), draft];
}

export function dropNoteDraft(visitId: string): void {
  typedNotes.value = typedNotes.peek().filter((draft) => draft.visitId !== visitId);
}

export function keepFollowUpDraft(draft: FollowUpDraft | null): void {
  typedFollowUp.value = draft;
}

export function watchDrafts(): void {
  effect(() => {
    if (!current.value) return;
    const here = rows.value;
    if (typedNotes.peek().some(({ visitId }) => !here.has(visitId))) {
      typedNotes.value = typedNotes.peek().filter(({ visitId }) => here.has(visitId));
    }
    const visitId = typedFollowUp.peek()?.visitId ?? null;
    if (visitId !== null && !here.has(visitId)) typedFollowUp.value = null;
  });
  effect(() => {
    // Somebody else has come: what was typed here is not theirs to read.
    const who = myself.value;
    if (me.value === null) return;
    typedNotes.value = typedNotes.peek().filter(({ person }) => person === who);
    if (typedFollowUp.peek() !== null && typedFollowUp.peek()?.person !== who) typedFollowUp.value = null;
  });
  onForgetting((why) => {
    if (why === 'locked') return;
    typedNotes.value = [];
    typedFollowUp.value = null;
  });
}
