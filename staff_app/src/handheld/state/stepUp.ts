/** Before what cannot be taken back: once more, who is it? One question at a time; what waits for it goes on after. */
import { signal } from '@preact/signals';
import { fetchPasskeyRequest, proveByPasskey, proveByPin } from '../../data/people';
import { stepUp } from '../../data/staff';
import { refusalOf } from './own';
import { passkeyFor } from './session';
import { onForgetting } from './signedIn';

export const asked = signal<((proven: boolean) => void) | null>(null);

export function watchStepUp(): void {
  stepUp.ask = () =>
    new Promise((resolve) => {
      asked.peek()?.(false);
      asked.value = resolve;
    });
  onForgetting(cancelStepUp);
}

export function cancelStepUp(): void {
  answer(false);
}

/** Null: they are who they say. */
export async function proveWithPin(pin: string): Promise<string | null> {
  return proven(await proveByPin(pin));
}

export async function proveWithPasskey(): Promise<string | null> {
  const options = await fetchPasskeyRequest();
  const credential = options.kind === 'done' ? await passkeyFor(options.value) : null;
  return credential === null ? 'no-passkey' : proven(await proveByPasskey(credential));
}

function proven(said: Awaited<ReturnType<typeof proveByPin>>): string | null {
  if (said.kind !== 'done') return refusalOf(said);
  answer(true);
  return null;
}

function answer(is: boolean): void {
  const waiting = asked.peek();
  asked.value = null;
  waiting?.(is);
}
