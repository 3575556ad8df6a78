/** The calls of the client book. */
import { ask, post, type Answer } from './staff';
import type { components } from './api';

type Schemas = components['schemas'];

export type ClientView = Schemas['ClientView'];
export type OwnedClientView = Schemas['OwnedClientView'];
export type ShopClients = Schemas['ShopClientsView'];

const CLIENTS = '/api/staff/clients';

export function fetchClients(): Promise<Answer<Schemas['ClientsView']>> {
  return ask<Schemas['ClientsView']>(CLIENTS, {});
}

export function fetchShopClients(): Promise<Answer<ShopClients>> {
  return ask<ShopClients>(`${CLIENTS}/shop`, {});
}

/** I look after whoever this visit is of. */
export function takeClient(visitId: string): Promise<Answer<null>> {
  return ask<null>(`/api/staff/visits/${encodeURIComponent(visitId)}/client`, post({}));
}

export function giveClient(client: string, person: string): Promise<Answer<null>> {
  return ask<null>(`${CLIENTS}/${encodeURIComponent(client)}/owner`, { ...post({ person }), method: 'PUT' });
}

export function endClient(client: string): Promise<Answer<null>> {
  return ask<null>(`${CLIENTS}/${encodeURIComponent(client)}`, { method: 'DELETE' });
}
