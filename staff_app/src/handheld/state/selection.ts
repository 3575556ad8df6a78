/** What the colleague looks at: one zone or all, and one customer or none. */
import { signal } from '@preact/signals';
import type { GoneReason } from '../../data/types';

export const zoneFilter = signal<string | null>(null);
/** What is looked for in the list: in the memory of this page alone. */
export const searchText = signal('');
/** Whether the field is open, where it is not always there. */
export const searching = signal(false);
export const openVisit = signal<string | null>(null);
/** Why the open customer may no longer be shown; null while they may. */
export const ended = signal<GoneReason | 'unknown' | null>(null);

/** The hub says that there is no such visit, and not why. */
export function openVisitEnded(): void {
  ended.value ??= 'unknown';
}

export function clearSelection(): void {
  openVisit.value = null;
  ended.value = null;
  zoneFilter.value = null;
  closeSearch();
}

export function openSearch(): void {
  searching.value = true;
}

export function closeSearch(): void {
  searching.value = false;
  searchText.value = '';
}
