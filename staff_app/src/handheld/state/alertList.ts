/** What the hub says is open for whoever holds the handheld. */
import { signal } from '@preact/signals';
import type { AlertList } from '../../data/types';

const NOTHING: AlertList = { open: [], waiting: [], paused: false };

export const alertList = signal<AlertList>(NOTHING);

export function forgetAlerts(): void {
  alertList.value = NOTHING;
}
