/** Redeems the code of an offer where the till cannot: by hand, or from the card of whoever is here. */
import { TicketIcon } from '../components/icons';
import { Sheet } from '../components/Sheet';
import { say } from '../words/words';
import { closeRedeeming, openRedeeming, redeemTyped, typedCode, type Redeeming } from './state/redeeming';
import { inMyName } from './state/signIn';
import './Redeem.css';

const LONGEST_CODE = 64;

export function RedeemButton() {
  return (
    <button class="button icon-button" aria-label={say('screens-redeem-title')} onClick={() => inMyName(openRedeeming)}>
      <TicketIcon />
    </button>
  );
}

export function RedeemSheet({ now }: { now: Redeeming }) {
  return (
    <Sheet title={say('screens-redeem-title')} text={now.state === 'done' ? undefined : say('screens-redeem-text')} onClose={closeRedeeming}>
      {now.state === 'done' ? (
        <>
          <div class="redeemed" role="status">
            <p class="redeemed-what">{now.offer.text}</p>
            <p>{say('screens-redeem-done')}</p>
            <p class="soft">{now.offer.code}</p>
          </div>
          <div class="actions">
            <button type="button" class="button" onClick={openRedeeming}>{say('screens-redeem-another')}</button>
            <button type="button" class="button primary" onClick={closeRedeeming}>{say('screens-close')}</button>
          </div>
        </>
      ) : (
        <CodeForm refused={now.state === 'asked' ? now.refused : null} busy={now.state === 'sending'} />
      )}
    </Sheet>
  );
}

function CodeForm({ refused, busy }: { refused: string | 'unreachable' | null; busy: boolean }) {
  return (
    <form
      class="stack"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void redeemTyped();
      }}
    >
      <label class="stack tight">
        <span class="label">{say('screens-redeem-code')}</span>
        <input
          class="field code-field"
          name="code"
          value={typedCode.value}
          maxLength={LONGEST_CODE}
          autoComplete="off"
          autoCapitalize="characters"
          spellcheck={false}
          required
          readOnly={busy}
          onInput={(event) => (typedCode.value = event.currentTarget.value)}
        />
      </label>
      {refused !== null && (
        <p class="notice" role="alert">{refused === 'unreachable' ? say('screens-redeem-failed') : refused}</p>
      )}
      {busy && <p class="soft" role="status">{say('screens-sending')}</p>}
      <div class="actions">
        <button type="button" class="button" onClick={closeRedeeming}>{say('screens-close')}</button>
        <button type="submit" class="button primary" disabled={busy}>{say('screens-redeem')}</button>
      </div>
    </form>
  );
}
