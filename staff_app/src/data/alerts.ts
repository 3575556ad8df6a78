/** What is open for whoever holds the handheld, and that they have seen it. */
import { ask, post, type Answer } from './staff';
import type { AlertList } from './types';

export function acknowledgeAlert(id: string): Promise<Answer<AlertList>> {
  return ask<AlertList>(`/api/staff/alerts/${encodeURIComponent(id)}/acknowledge`, post({}));
}

/** On a break nobody is called; their list is still theirs. */
export function takeBreak(paused: boolean): Promise<Answer<AlertList>> {
  return ask<AlertList>('/api/staff/alerts/break', { ...post({ paused }), method: 'PUT' });
}
