/** The devices of the shop: listed while somebody who leads looks, and revoked one by one. */
import { effect, signal } from '@preact/signals';
import { newHandheldLink, type LinkView } from '../../data/people';
import { fetchDevices, revokeDevice } from '../../data/staff';
import type { Devices } from '../../data/types';
import { reload, shownLink } from './connection';
import { onForgetting } from './signedIn';
import { refusalOf } from './own';

export const devices = signal<Devices | 'closed' | 'loading' | 'failed'>('closed');

export function openDevices(): void {
  devices.value = 'loading';
  void loadDevices();
}

export function closeDevices(): void {
  devices.value = 'closed';
}

export async function loadDevices(): Promise<void> {
  const answer = await fetchDevices();
  if (devices.peek() === 'closed') return;
  if (answer.kind === 'locked') return reload();
  devices.value = answer.kind === 'done' ? answer.value : 'failed';
}

/** Ends the sign-in of a device; false when it is not known whether it has ended. */
export async function signOutDevice(device: string): Promise<boolean> {
  const answer = await revokeDevice(device);
  if (answer.kind === 'locked') {
    reload();
    return false;
  }
  // One that is gone already is what was wanted.
  if (answer.kind !== 'done' && answer.kind !== 'ended') {
    devices.value = 'failed';
    return false;
  }
  await loadDevices();
  return true;
}

/** A code by which a new handheld becomes one of the shop's, or why there is none. */
export async function codeForHandheld(name: string): Promise<{ link: LinkView } | { refused: string }> {
  const answer = await newHandheldLink(name);
  return answer.kind === 'done' ? { link: answer.value } : { refused: refusalOf(answer) };
}

export function watchDevices(): void {
  effect(() => {
    if (shownLink.value === 'locked') closeDevices();
  });
  onForgetting(closeDevices);
}
