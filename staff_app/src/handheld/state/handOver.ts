/** To whom a visit can be given, while somebody chooses. */
import { effect, signal } from '@preact/signals';
import { fetchColleaguesHere } from '../../data/staff';
import type { ColleaguesHere } from '../../data/types';
import { reload } from './connection';
import { onForgetting } from './signedIn';
import { openRow } from './store';

export type Choice = ColleaguesHere | 'loading' | 'failed';

export const handingOver = signal<{ visitId: string; colleagues: Choice } | null>(null);

export function openHandOver(visitId: string): void {
  handingOver.value = { visitId, colleagues: 'loading' };
  void look(visitId);
}

export function closeHandOver(): void {
  handingOver.value = null;
}

async function look(visitId: string): Promise<void> {
  const colleagues = await colleaguesHere();
  if (handingOver.peek()?.visitId === visitId) handingOver.value = { visitId, colleagues };
}

export async function colleaguesHere(): Promise<Exclude<Choice, 'loading'>> {
  const answer = await fetchColleaguesHere();
  if (answer.kind === 'locked') reload();
  return answer.kind === 'done' ? answer.value : 'failed';
}

export function watchHandOver(): void {
  effect(() => {
    const visitId = openRow.value?.visit_id;
    if (handingOver.peek() !== null && handingOver.peek()?.visitId !== visitId) closeHandOver();
  });
  onForgetting(closeHandOver);
}
