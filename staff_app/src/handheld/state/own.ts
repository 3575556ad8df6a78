/** What somebody changes about themselves: their PIN and their passkeys. Null: it was done; else why not, in words. */
import {
  endSignIn,
  fetchDoneToMe,
  fetchPasskeyCreation,
  fetchPasskeys,
  fetchSignIns,
  keepPasskey,
  myNewPin,
  removePasskey,
  type ChangeView,
  type PasskeyView,
  type SignInView,
} from '../../data/people';
import type { Answer } from '../../data/staff';

const MOST_SHOWN = 5;

export async function newPinForMe(): Promise<{ pin: string } | { refused: string }> {
  const answer = await myNewPin();
  return answer.kind === 'done' ? answer.value : { refused: refusalOf(answer) };
}

/** The newest that others did about whoever is signed in: somebody who made them a PIN or a link could come in as them. */
export async function doneToMe(): Promise<ChangeView[]> {
  const answer = await fetchDoneToMe();
  return answer.kind === 'done' ? answer.value.slice(0, MOST_SHOWN) : [];
}

/** Where whoever is signed in is signed in, the newest first. */
export async function mySignIns(): Promise<SignInView[]> {
  const answer = await fetchSignIns();
  return answer.kind === 'done' ? answer.value : [];
}

export async function endMySignIn(id: string | 'others'): Promise<string | null> {
  const answer = await endSignIn(id);
  // One that has ended meanwhile is as it should be.
  return answer.kind === 'done' || answer.kind === 'ended' ? null : refusalOf(answer);
}

export async function myPasskeys(): Promise<PasskeyView[]> {
  const answer = await fetchPasskeys();
  return answer.kind === 'done' ? answer.value : [];
}

export async function addPasskey(name: string): Promise<string | null> {
  const options = await fetchPasskeyCreation();
  if (options.kind !== 'done') return refusalOf(options);
  const credential = await make(options.value);
  if (credential === null) return 'no-passkey';
  const kept = await keepPasskey(credential, name);
  return kept.kind === 'done' ? null : refusalOf(kept);
}

export async function dropPasskey(id: string): Promise<string | null> {
  const answer = await removePasskey(id);
  return answer.kind === 'done' ? null : refusalOf(answer);
}

/** What the hub says of a refusal; `unreachable` where it says nothing. */
export function refusalOf(answer: Exclude<Answer<unknown>, { kind: 'done' }>): string {
  return 'says' in answer && answer.says !== '' ? answer.says : 'unreachable';
}

/* Null where somebody changed their mind, waited too long, or has no authenticator. */
async function make(options: PublicKeyCredentialCreationOptionsJSON): Promise<unknown> {
  try {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    const credential = await navigator.credentials.create({ publicKey });
    return (credential as PublicKeyCredential | null)?.toJSON() ?? null;
  } catch {
    return null;
  }
}
