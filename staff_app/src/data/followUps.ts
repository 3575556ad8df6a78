/** The calls about what is to be done; each is answered with the whole list. */
import { ask, post, type Answer } from './staff';
import type { components } from './api';

type Schemas = components['schemas'];

export type FollowUpList = Schemas['FollowUps'];
export type FollowUpView = Schemas['FollowUpView'];
export type What = Schemas['FollowUpIn']['what'];

const LIST = '/api/staff/follow_ups';

type Acted = { staff: string; requestId: string };
export type FollowUpToDo = { what: What; text: string; due: string; to: string | null; visitId: string | null };
export type FollowUpAdded = Acted & FollowUpToDo & { kind: 'follow_up_added' };
export type FollowUpSettled = Acted & { kind: 'follow_up_done'; visitId: null; id: string; done: boolean };
export type FollowUpGiven = Acted & { kind: 'follow_up_given'; visitId: null; id: string; to: string | null };
export type FollowUpAction = FollowUpAdded | FollowUpSettled | FollowUpGiven;

export function fetchFollowUps(): Promise<Answer<FollowUpList>> {
  return ask<FollowUpList>(LIST, {});
}

/** The same action may be sent again: the hub makes one of it. */
export function sendFollowUp(action: FollowUpAction): Promise<Answer<FollowUpList>> {
  const { staff } = action;
  const send = (path: string, body: object) => ask<FollowUpList>(LIST + path, { ...post({ staff, ...body }), keepalive: true });
  switch (action.kind) {
    case 'follow_up_added': {
      const { what, text, due, to, visitId, requestId } = action;
      return send('', { request_id: requestId, what, text, due, to, visit_id: visitId });
    }
    case 'follow_up_done':
      return send(`/${encodeURIComponent(action.id)}/done`, { done: action.done });
    case 'follow_up_given':
      return send(`/${encodeURIComponent(action.id)}/give`, { to: action.to });
  }
}
