/** Notes about the open customer: one of a few templates, a few words, and nothing of health or belief. */
import { FactList } from '../components/FactList';
import { Sheet } from '../components/Sheet';
import type { NoteTemplate, TimelineEntry } from '../data/types';
import { since } from '../words/ages';
import { say } from '../words/words';
import { cardDetails } from './state/cardDetails';
import { followUpDraft, noteDraft } from './state/drafts';
import { startFollowUp } from './state/followUps';
import { changeDraft, closeNotes, draftOf, notesOnCard, openNotes, sendNote, writingNote } from './state/notes';
import { takeBackNote } from './state/staffActions';
import { now } from './state/store';
import './Notes.css';

const TEMPLATES: readonly NoteTemplate[] = [
  'size_tried',
  'waiting_for_delivery',
  'thinks_about_it',
  'call_when_in_stock',
  'left_alone',
  'other',
];
const MOST_LETTERS = 140;

/** What is written down about whoever is open: now, or to be done by a day. */
export function WrittenDown({ visitId }: { visitId: string }) {
  if (cardDetails.value.state !== 'shown' && noteDraft(visitId) === undefined) return null;
  const begun = noteDraft(visitId) !== undefined;
  return (
    <div class="written-down">
      <button class="button" onClick={() => openNotes(visitId)}>
        {begun ? say('screens-note-go-on') : say('screens-note-write')}
      </button>
      <button class="button" onClick={() => startFollowUp(visitId)}>
        {followUpDraft.value?.visitId === visitId ? say('screens-follow-up-go-on') : say('screens-follow-up-add')}
      </button>
      {writingNote.value === visitId && <NoteSheet visitId={visitId} />}
    </div>
  );
}

function NoteSheet({ visitId }: { visitId: string }) {
  const draft = draftOf(visitId);
  const says = draft.template !== null && (draft.template !== 'other' || draft.text.trim() !== '');
  return (
    <Sheet title={say('screens-note-title')} text={say('screens-note-text')} onClose={closeNotes}>
      <form
        class="stack"
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          if (says) sendNote(draft);
        }}
      >
        <div class="chips wrap plain" role="group" aria-label={say('screens-note-template')}>
          {TEMPLATES.map((template) => (
            <button
              key={template}
              type="button"
              class="chip"
              aria-pressed={draft.template === template}
              onClick={() => changeDraft({ ...draft, template })}
            >
              {say(`screens-notes-${template}`)}
            </button>
          ))}
        </div>
        <label class="stack tight">
          <span class="label">{say('screens-few-words')}</span>
          <input
            class="field"
            name="note-words"
            value={draft.text}
            maxLength={MOST_LETTERS}
            autoComplete="off"
            onInput={(event) => changeDraft({ ...draft, text: event.currentTarget.value })}
          />
          <span class="soft">{say('screens-few-words-rule', { left: MOST_LETTERS - draft.text.length })}</span>
        </label>
        <div class="actions">
          <button type="button" class="button" onClick={closeNotes}>{say('screens-close')}</button>
          <button type="submit" class="button primary" disabled={!says}>{say('screens-note-save')}</button>
        </div>
      </form>
      <Written visitId={visitId} notes={notesOnCard()} />
    </Sheet>
  );
}

function Written({ visitId, notes }: { visitId: string; notes: readonly TimelineEntry[] }) {
  if (notes.length === 0) return null;
  return (
    <FactList>
      {notes.map((each) => (
        <li key={each.note} class="written-note">
          <span>
            {each.text}
            <span class="soft"> · {[each.by, since(each.at_ms, now.value)].filter((part) => part).join(' · ')}</span>
          </span>
          <button
            type="button"
            class="button"
            aria-label={say('screens-note-remove', { note: each.text })}
            onClick={() => takeBackNote(visitId, each.note ?? '')}
          >
            {say('screens-remove')}
          </button>
        </li>
      ))}
    </FactList>
  );
}
