/** The first name of whoever holds the handheld, while nobody has an account. In memory only: a shared device must not remember a person. */
import { useState } from 'preact/hooks';
import { LanguageChoice } from '../components/LanguageChoice';
import { say } from '../words/words';
import { me } from './state/signedIn';
import { cancelSignIn, signInAs } from './state/signIn';
import { rows } from './state/store';

const LONGEST_NAME = 40;

export function WhoAmI() {
  const [name, setName] = useState(me.value ?? '');
  const colleagues = [...new Set([...rows.value.values()].map((row) => row.claimed_by))].filter((who) => who !== null);

  return (
    <form
      class="stack"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        signInAs(name);
      }}
    >
      {colleagues.length > 0 && (
        <div class="chips wrap">
          {colleagues.map((who) => (
            <button key={who} type="button" class="chip" onClick={() => signInAs(who)}>
              {who}
            </button>
          ))}
        </div>
      )}
      <label class="stack tight">
        <span class="label">{say('screens-first-name')}</span>
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
      <LanguageChoice />
      <div class="actions">
        <button type="button" class="button" onClick={cancelSignIn}>
          {say('screens-cancel')}
        </button>
        <button type="submit" class="button primary">
          {say('screens-thats-me')}
        </button>
      </div>
    </form>
  );
}
