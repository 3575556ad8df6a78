/** The devices that know the store's PIN: listed while somebody looks, and signed out one by one. */
import { effect, signal } from '@preact/signals';
import { fetchDevices, revokeDevice } from '../../data/staff';
import type { SignedInDevices } from '../../data/types';
import { reload, shownLink } from './connection';

export const devices = signal<SignedInDevices | 'closed' | 'loading' | 'failed'>('closed');

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

export function watchDevices(): void {
  effect(() => {
    if (shownLink.value === 'locked') closeDevices();
  });
}
