/** The store's PIN, asked when the hub asks for it. Nothing about a customer is on the page meanwhile. */
import { useState } from 'preact/hooks';
import { LanguageChoice } from '../components/LanguageChoice';
import { LockIcon } from '../components/icons';
import { openSession } from '../data/staff';
import { say } from '../words/words';
import { signedIn, signedOut } from './signOut';

export function Lock() {
  const [pin, setPin] = useState('');
  const [failure, setFailure] = useState<string | null>(null);

  async function unlock(event: Event): Promise<void> {
    event.preventDefault();
    const answer = await openSession(pin);
    if (answer.kind === 'done') return signedIn();
    setPin('');
    const tooMany = answer.kind === 'refused' && answer.status === 429;
    const minutes = tooMany ? Math.max(1, Math.ceil((answer.waitMs ?? 0) / 60_000)) : 0;
    setFailure(tooMany ? say('screens-pin-paused', { count: minutes }) : answer.kind === 'unreachable' ? say('screens-pin-unreachable') : say('screens-pin-wrong'));
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
        <p class="failure" role="alert">{failure}</p>
        <button type="submit" class="button primary">{say('screens-unlock')}</button>
        <LanguageChoice />
      </form>
    </main>
  );
}
