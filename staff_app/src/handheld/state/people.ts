/** The people of the shop, listed while somebody who leads looks, and what they do about them. */
import { effect, signal } from '@preact/signals';
import {
  addPerson,
  fetchPeople,
  fetchWaiting,
  linkProvider,
  newLink,
  newPin,
  removePerson,
  setBadge,
  setRoles,
  signOutPerson,
  unlinkProvider,
  unlockPerson,
  type LinkView,
  type PersonView,
  type Role,
  type WaitingView,
} from '../../data/people';
import type { Answer } from '../../data/staff';
import { reload, shownLink } from './connection';
import { refusalOf } from './own';
import { session } from './session';
import { onForgetting } from './signedIn';

export const staffList = signal<PersonView[] | 'closed' | 'loading' | 'failed'>('closed');
/** What is shown once, and to whom it belongs. */
export type Given = { name: string; link: LinkView } | { name: string; pin: string };
export const given = signal<Given | null>(null);
/** Who came in at the shop's identity provider, and waits to be linked. */
export const waiting = signal<WaitingView[]>([]);
export const refusal = signal<string | null>(null);

export function openPeople(): void {
  staffList.value = 'loading';
  refusal.value = given.value = null;
  void load();
}

export function closePeople(): void {
  staffList.value = 'closed';
  given.value = refusal.value = null;
  waiting.value = [];
}

export async function add(name: string, roles: readonly Role[]): Promise<boolean> {
  const made = await done(addPerson(name, roles));
  if (made) given.value = { name: made.value.person.name, link: made.value.link };
  return made !== null;
}

export async function giveLink(person: PersonView): Promise<void> {
  const made = await done(newLink(person.id));
  if (made) given.value = { name: person.name, link: made.value };
}

export async function givePin(person: PersonView): Promise<void> {
  const made = await done(newPin(person.id));
  if (made) given.value = { name: person.name, pin: made.value.pin };
}

export const changeRoles = (person: PersonView, roles: readonly Role[]) => done(setRoles(person.id, roles));
export const changeBadge = (person: PersonView, badge: string | null) => done(setBadge(person.id, badge));
export const unlockPin = (person: PersonView) => done(unlockPerson(person.id));
export const linkAtProvider = (person: PersonView, code: string) => done(linkProvider(person.id, code));
export const unlinkAtProvider = (person: PersonView) => done(unlinkProvider(person.id));
export const signOutEverywhere = (person: PersonView) => done(signOutPerson(person.id));
export const remove = (person: PersonView) => done(removePerson(person.id));

async function load(): Promise<void> {
  const answer = await fetchPeople();
  const others = session.peek()?.provider ? await fetchWaiting() : null;
  if (staffList.peek() === 'closed') return;
  if (answer.kind === 'locked') return reload();
  staffList.value = answer.kind === 'done' ? answer.value : 'failed';
  waiting.value = others?.kind === 'done' ? others.value : [];
}

/** What was done, or null where the hub refused; either way the list is as the hub has it. */
async function done<T>(call: Promise<Answer<T>>): Promise<{ value: T } | null> {
  refusal.value = given.value = null;
  const answer = await call;
  await load();
  if (answer.kind === 'done') return { value: answer.value };
  refusal.value = refusalOf(answer);
  return null;
}

export function watchPeople(): void {
  effect(() => {
    if (shownLink.value === 'locked') closePeople();
  });
  onForgetting(closePeople);
}
