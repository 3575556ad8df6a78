/** The store's PIN, asked when the hub asks for it. Nothing about a customer is on the page meanwhile. */
import { useState } from 'preact/hooks';
import { LanguageChoice } from '../components/LanguageChoice';
import { LockIcon } from '../components/icons';
import { say } from '../words/words';
import { enterPin, signedOut, type PinRefusal } from './state/session';
import './Lock.css';

export function Lock() {
  const [pin, setPin] = useState('');
  const [refusal, setRefusal] = useState<PinRefusal | null>(null);

  async function unlock(event: Event): Promise<void> {
    event.preventDefault();
    const refused = await enterPin(pin);
    if (refused === null) return;
    setPin('');
    setRefusal(refused);
  }

  return (
    <main class="lock">
      <form class="stack panel" autoComplete="off" onSubmit={(event) => void unlock(event)}>
        <span class="badge-icon"><LockIcon /></span>
        <h1>{say('screens-pin-title')}</h1>
        <p class="soft">{say('screens-pin-text')}</p>
        {signedOut.value === 'done' && <p role="status">{say('screens-signed-out-done')}</p>}
        {signedOut.value === 'untold' && <p class="failure" role="status">{say('screens-signed-out-untold')}</p>}
        <label class="stack tight">
          <span class="label">{say('screens-pin')}</span>
          <input
            class="field"
            type="password"
            inputMode="numeric"
            autoComplete="off"
            required
            value={pin}
            onInput={(event) => setPin(event.currentTarget.value)}
          />
        </label>
        <p class="failure" role="alert">{refusal && inWords(refusal)}</p>
        <button type="submit" class="button primary">{say('screens-unlock')}</button>
        <LanguageChoice />
      </form>
    </main>
  );
}

function inWords(refusal: PinRefusal): string {
  if (refusal.why === 'paused') return say('screens-pin-paused', { count: refusal.minutes });
  return refusal.why === 'unreachable' ? say('screens-pin-unreachable') : say('screens-pin-wrong');
}
