/** Once more, who is it? Asked before what cannot be taken back. */
import { useState } from 'preact/hooks';
import { Sheet } from '../components/Sheet';
import { say } from '../words/words';
import { inWords } from './Lock';
import { enterAtProvider, session } from './state/session';
import { cancelStepUp, proveWithPasskey, proveWithPin } from './state/stepUp';

export function StepUp() {
  const [pin, setPin] = useState('');
  const [refused, setRefused] = useState<string | null>(null);

  async function prove(event: Event): Promise<void> {
    event.preventDefault();
    setRefused(await proveWithPin(pin));
    setPin('');
  }

  return (
    <Sheet title={say('screens-step-up-title')} text={say('screens-step-up-text')} onClose={cancelStepUp}>
      <form class="stack" autoComplete="off" onSubmit={(event) => void prove(event)}>
        {session.value?.me?.has_pin && (
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
        )}
        <p class="failure" role="alert">{refused !== null && inWords(refused)}</p>
        <div class="actions">
          <button type="button" class="button" onClick={cancelStepUp}>{say('screens-cancel')}</button>
          {session.value?.me?.has_pin && (
            <button type="submit" class="button primary">{say('screens-step-up-go')}</button>
          )}
        </div>
        {session.value?.passkeys && (
          <button type="button" class="button" onClick={() => void proveWithPasskey().then(setRefused)}>
            {say('screens-passkey-use')}
          </button>
        )}
        {session.value?.provider && session.value.me?.has_provider && (
          <button type="button" class="button" onClick={() => void enterAtProvider(true).then(setRefused)}>
            {say('screens-provider-use')}
          </button>
        )}
      </form>
    </Sheet>
  );
}
