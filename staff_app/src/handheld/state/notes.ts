/** The notes of the open customer, while somebody writes one. */
import { effect, signal } from '@preact/signals';
import { cardDetails } from './cardDetails';
import { dropNoteDraft, keepNoteDraft, noteDraft, type NoteDraft } from './drafts';
import { myself } from './signedIn';
import { writeNote } from './staffActions';
import { openRow } from './store';
import type { TimelineEntry } from '../../data/types';

export const writingNote = signal<string | null>(null);

export function openNotes(visitId: string): void {
  writingNote.value = visitId;
}

/** What was typed stays for whoever opens it again. */
export function closeNotes(): void {
  writingNote.value = null;
}

export function draftOf(visitId: string): NoteDraft {
  return noteDraft(visitId) ?? { visitId, person: myself.value, template: null, text: '' };
}

export function changeDraft(draft: NoteDraft): void {
  if (draft.template === null && draft.text === '') dropNoteDraft(draft.visitId);
  else keepNoteDraft(draft);
}

export function sendNote({ visitId, template, text }: NoteDraft): void {
  if (template === null) return;
  dropNoteDraft(visitId);
  writeNote(visitId, template, text.trim());
  closeNotes();
}

/** The notes among what happened before. */
export function notesOnCard(): TimelineEntry[] {
  const now = cardDetails.value;
  return now.state === 'shown' ? now.card.timeline.filter(({ note }) => (note ?? null) !== null) : [];
}

export function watchNotes(): void {
  effect(() => {
    if (openRow.value?.visit_id !== writingNote.peek()) closeNotes();
  });
}
