/** The calls about people, devices and signing in. */
import { useNonce } from './device';
import { ask, post, type Answer } from './staff';
import type { components } from './api';

type Schemas = components['schemas'];

export type Role = Schemas['Role'];
export type Me = Schemas['Me'];
export type SessionView = Schemas['SessionView'];
export type ChangeView = Schemas['ChangeView'];
export type Colleague = Schemas['Colleague'];
export type PersonView = Schemas['PersonView'];
export type LinkView = Schemas['LinkView'];
export type PasskeyView = Schemas['PasskeyView'];
export type WaitingView = Schemas['WaitingView'];
export type SignInView = Schemas['SignInView'];

const SESSION = '/api/staff/session';

/** Whether this device may see the screens; asked first, because a browser writes each 401 into its console as an error. */
export async function fetchSession(signal?: AbortSignal): Promise<Answer<SessionView>> {
  const init = signal ? { signal } : {};
  const first = keepNonce(await ask<SessionView>(SESSION, init));
  // Who is signed in, the hub says to the device alone that signs; the first time there is nothing to sign with yet.
  const withheld = first.kind === 'done' && first.value.signed_in && !first.value.open && first.value.me === null;
  return withheld ? keepNonce(await ask<SessionView>(SESSION, init)) : first;
}

function keepNonce(answer: Answer<SessionView>): Answer<SessionView> {
  if (answer.kind === 'done') useNonce(answer.value.open ? '' : answer.value.nonce);
  return answer;
}

export function fetchColleagues(): Promise<Answer<Colleague[]>> {
  return ask<Colleague[]>(`${SESSION}/people`, {});
}

export function openByPin(who: { person: string } | { badge: string }, pin: string): Promise<Answer<Me>> {
  return ask<Me>(SESSION, post({ ...who, pin }));
}

export function openByLink(secret: string, publicKey: string): Promise<Answer<Me>> {
  return ask<Me>(`${SESSION}/link`, post({ secret, public_key: publicKey }));
}

export function enrolDevice(secret: string, publicKey: string): Promise<Answer<null>> {
  return ask<null>('/api/staff/enrol', post({ secret, public_key: publicKey }));
}

export function fetchPasskeyRequest(): Promise<Answer<PublicKeyCredentialRequestOptionsJSON>> {
  return ask(`${SESSION}/passkey/options`, post({}));
}

export function openByPasskey(credential: unknown, publicKey: string): Promise<Answer<Me>> {
  return ask<Me>(`${SESSION}/passkey`, post({ credential, public_key: publicKey }));
}

export function proveByPin(pin: string): Promise<Answer<null>> {
  return ask<null>(`${SESSION}/step-up`, post({ pin }));
}

export function proveByPasskey(credential: unknown): Promise<Answer<null>> {
  return ask<null>(`${SESSION}/step-up`, post({ credential }));
}

/** Where this browser goes to sign in; it comes back with a cookie that this page cannot read. */
export function beginAtProvider(publicKey: string, stepUp: boolean): Promise<Answer<Schemas['ProviderBegun']>> {
  return ask<Schemas['ProviderBegun']>(`${SESSION}/provider`, post({ public_key: publicKey, step_up: stepUp }));
}

export function returnFromProvider(publicKey: string): Promise<Answer<Me>> {
  return ask<Me>(`${SESSION}/provider/return`, post({ public_key: publicKey }));
}

export function fetchWaiting(): Promise<Answer<WaitingView[]>> {
  return ask<WaitingView[]>('/api/people/provider/waiting', {});
}

export function linkProvider(person: string, code: string): Promise<Answer<null>> {
  return ask<null>(`${of(person)}/provider`, { ...post({ code }), method: 'PUT' });
}

export function unlinkProvider(person: string): Promise<Answer<null>> {
  return ask<null>(`${of(person)}/provider`, { method: 'DELETE' });
}

/** `keepalive`, because the page may be on its way to sleep. */
export function endSession(why: 'signed-out' | 'locked'): Promise<Answer<null>> {
  return ask<null>(`${SESSION}?why=${why}`, { method: 'DELETE', keepalive: true });
}

export function fetchPeople(): Promise<Answer<PersonView[]>> {
  return ask<PersonView[]>('/api/people', {});
}

export function addPerson(name: string, roles: readonly Role[]): Promise<Answer<Schemas['PersonMade']>> {
  return ask<Schemas['PersonMade']>('/api/people', post({ name, roles }));
}

export function setRoles(person: string, roles: readonly Role[]): Promise<Answer<PersonView>> {
  return ask<PersonView>(`${of(person)}/roles`, { ...post({ roles }), method: 'PUT' });
}

export function removePerson(person: string): Promise<Answer<null>> {
  return ask<null>(of(person), { method: 'DELETE' });
}

export function newLink(person: string): Promise<Answer<LinkView>> {
  return ask<LinkView>(`${of(person)}/link`, post({}));
}

export function newPin(person: string): Promise<Answer<{ pin: string }>> {
  return ask<{ pin: string }>(`${of(person)}/pin`, post({}));
}

export function setBadge(person: string, badge: string | null): Promise<Answer<null>> {
  return ask<null>(`${of(person)}/badge`, { ...post({ badge }), method: 'PUT' });
}

export function unlockPerson(person: string): Promise<Answer<null>> {
  return ask<null>(`${of(person)}/unlock`, post({}));
}

export function newHandheldLink(name: string): Promise<Answer<LinkView>> {
  return ask<LinkView>('/api/staff/devices/links', post({ name }));
}

export function myNewPin(): Promise<Answer<{ pin: string }>> {
  return ask<{ pin: string }>('/api/staff/me/pin', post({}));
}

export function rememberLanguage(language: string): Promise<Answer<null>> {
  return ask<null>('/api/staff/me/language', { ...post({ language }), method: 'PUT' });
}

export function fetchDoneToMe(): Promise<Answer<ChangeView[]>> {
  return ask<ChangeView[]>('/api/staff/me/changes', {});
}

export function fetchSignIns(): Promise<Answer<SignInView[]>> {
  return ask<SignInView[]>('/api/staff/me/sessions', {});
}

/** One of one's own, or all but this one. */
export function endSignIn(id: string | 'others'): Promise<Answer<null>> {
  const which = id === 'others' ? '' : `/${encodeURIComponent(id)}`;
  return ask<null>(`/api/staff/me/sessions${which}`, { method: 'DELETE' });
}

export function signOutPerson(person: string): Promise<Answer<null>> {
  return ask<null>(`${of(person)}/sessions`, { method: 'DELETE' });
}

export function fetchPasskeys(): Promise<Answer<PasskeyView[]>> {
  return ask<PasskeyView[]>('/api/staff/me/passkeys', {});
}

export function fetchPasskeyCreation(): Promise<Answer<PublicKeyCredentialCreationOptionsJSON>> {
  return ask('/api/staff/me/passkeys/options', post({}));
}

export function keepPasskey(credential: unknown, name: string): Promise<Answer<null>> {
  return ask<null>('/api/staff/me/passkeys', post({ credential, name }));
}

export function removePasskey(id: string): Promise<Answer<null>> {
  return ask<null>(`/api/staff/me/passkeys/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

function of(person: string): string {
  return `/api/people/${encodeURIComponent(person)}`;
}
