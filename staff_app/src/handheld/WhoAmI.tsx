/** The first name of whoever holds the handheld. In memory only: a shared device must not remember a person. */
import { useState } from 'preact/hooks';
import { LockIcon } from '../components/icons';
import { languages, language, say } from '../words/words';
import { asking, showsDevices } from './asking';
import { unsent } from './deeds';
import { me, rows } from './room';
import { signOut } from './signOut';

const LONGEST_NAME = 40;

export function WhoAmI() {
  const words = say();
  const [name, setName] = useState(me.value ?? '');
  const colleagues = [...new Set([...rows.value.values()].map((row) => row.claimed_by))].filter((who) => who !== null);

  function choose(chosen: string): void {
    const trimmed = chosen.trim();
    if (trimmed === '') return;
    me.value = trimmed;
    const then = asking.value?.then;
    asking.value = null;
    then?.();
  }

  return (
    <form
      class="stack"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        choose(name);
      }}
    >
      {colleagues.length > 0 && (
        <div class="chips wrap">
          {colleagues.map((who) => (
            <button key={who} type="button" class="chip" onClick={() => choose(who)}>
              {who}
            </button>
          ))}
        </div>
      )}
      <label class="stack tight">
        <span class="label">{words.firstName}</span>
        <input
          class="field"
          name="staff"
          value={name}
          maxLength={LONGEST_NAME}
          autoComplete="off"
          autoCapitalize="words"
          spellcheck={false}
          required
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      {languages.length > 1 && (
        <fieldset class="chips wrap plain">
          <legend class="label">{words.screenLanguage}</legend>
          {languages.map((other) => (
            <button
              key={other.code}
              type="button"
              class="chip"
              lang={other.code}
              aria-pressed={language.value === other.code}
              onClick={() => (language.value = other.code)}
            >
              {other.language}
            </button>
          ))}
        </fieldset>
      )}
      <div class="actions">
        <button type="button" class="button" onClick={() => (asking.value = null)}>
          {words.cancel}
        </button>
        <button type="submit" class="button primary">
          {words.thatsMe}
        </button>
      </div>
      {asking.value?.then === null && <ThisDevice />}
    </form>
  );
}

/** What concerns the device rather than the person. */
function ThisDevice() {
  const words = say();
  function openDevices(): void {
    asking.value = null;
    showsDevices.value = true;
  }
  return (
    <div class="stack tight this-device">
      <button type="button" class="button" onClick={openDevices}>{words.devices}</button>
      <button type="button" class="button" onClick={signOut}><LockIcon />{words.signOut}</button>
      {unsent.value.length > 0 && <p class="failure">{words.signOutLoses(unsent.value.length)}</p>}
    </div>
  );
}
