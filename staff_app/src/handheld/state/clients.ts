/** The client book while its place is open, in memory only: asked for anew whenever somebody agreed to something else. */
import { batch, computed, effect, signal } from '@preact/signals';
import {
  endClient,
  fetchClients,
  fetchShopClients,
  giveClient,
  takeClient,
  type ClientView,
  type ShopClients,
} from '../../data/clients';
import { say } from '../../words/words';
import { reload } from './connection';
import { refusalOf } from './own';
import { place } from './route';
import { session } from './session';
import { agreements, current, rows, snapshots } from './store';

export const bookState = signal<'loading' | 'failed' | 'shown'>('loading');
export const clients = signal<readonly ClientView[]>([]);
/** Everybody's, for whoever leads and asked for it. */
export const shopClients = signal<ShopClients | null>(null);
export const wantsShop = signal(false);
export const clientRefusal = signal<string | null>(null);

export const leads = computed(() => session.value?.me?.roles.includes('manager') ?? false);
/** Only somebody with an account can look after anybody. */
export const hasBook = computed(() => (session.value?.me ?? null) !== null);

/** The visits of my clients, by entry: as the list has them now. */
const visits = computed(() => {
  const found = new Map<string, string>();
  for (const row of rows.value.values()) if (row.client_id) found.set(row.client_id, row.visit_id);
  return found;
});

/** The visit of a client who is in the store now. Of somebody else's, as the hub said. */
export function visitOf(client: ClientView): string | null {
  return visits.value.get(client.id) ?? (client.visit_id !== null && rows.value.has(client.visit_id) ? client.visit_id : null);
}

export function chooseBook(everybody: boolean): void {
  wantsShop.value = everybody;
}

export async function lookAfter(visitId: string): Promise<void> {
  clientRefusal.value = null;
  const answer = await takeClient(visitId);
  if (answer.kind === 'done') return; // the row says so when the stream does
  if (answer.kind === 'locked') return reload();
  clientRefusal.value = answer.kind === 'conflict' ? say('screens-client-theirs', { who: answer.claimedBy ?? '' }) : refusalOf(answer);
}

export const give = (client: string, person: string) => changed(giveClient(client, person));
export const end = (client: string) => changed(endClient(client));

async function changed(call: Promise<Awaited<ReturnType<typeof endClient>>>): Promise<void> {
  const answer = await call;
  clientRefusal.value = answer.kind === 'done' ? null : refusalOf(answer);
  await load();
}

let asked = 0;

export async function load(): Promise<void> {
  const mine = ++asked;
  const everybody = wantsShop.peek() && leads.peek();
  const [own, shop] = await Promise.all([fetchClients(), everybody ? fetchShopClients() : null]);
  if (mine !== asked) return; // asked for again, or closed
  if (own.kind === 'locked') return reload();
  batch(() => {
    const failed = own.kind !== 'done' || (shop !== null && shop.kind !== 'done');
    bookState.value = failed ? 'failed' : 'shown';
    clients.value = own.kind === 'done' && !failed ? own.value.clients : [];
    shopClients.value = shop?.kind === 'done' && !failed ? shop.value : null;
  });
}

function drop(): void {
  asked += 1;
  batch(() => {
    bookState.value = 'loading';
    clients.value = [];
    shopClients.value = null;
    clientRefusal.value = null;
  });
}

export function watchClients(): void {
  // Nothing that may no longer be shown waits in memory until somebody looks: closed, hidden, locked or cut off, it goes.
  effect(() => {
    const open = place.value === 'clients' && current.value && hasBook.value;
    void wantsShop.value;
    void agreements.value;
    void snapshots.value;
    if (open) void load();
    else drop();
  });
  effect(() => {
    if (!leads.value) wantsShop.value = false;
  });
}
