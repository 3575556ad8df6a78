/** What the hub's staff API and the simulator say, in one place; components import from here. */

export type Zone = { id: string; name: string };

/** `source` is where it comes from ("Orders"), `observed_at_ms` when it was true, on the hub's clock. */
export type CardLine = { text: string; source: string | null; observed_at_ms: number | null };

export type Freshness = 'fresh' | 'stale' | 'missing';

export type CardField = {
  name: string;
  label: string;
  value: string | null;
  source: string;
  observed_at_ms: number | null;
  fetched_at_ms: number | null;
  freshness: Freshness;
  reason: string | null;
};

export type VisitCard = {
  need: CardLine;
  next_best: CardLine;
  avoid: CardLine;
  fields: CardField[];
  notice: string | null;
};

export type Outcome = 'sold' | 'helped' | 'not_interested' | 'left';

export type VisitRow = {
  visit_id: string;
  name: string | null;
  zone: Zone;
  zone_since_ms: number;
  started_at_ms: number;
  last_heard_ms: number;
  certainty: number;
  card: VisitCard | null;
  claimed_by: string | null;
  outcome: Outcome | null;
};

export type Edges = { online: number; total: number };

export type Nearby = {
  seq: number;
  now_ms: number;
  store: { id: string; name: string };
  zones: Zone[];
  edges: Edges;
  visits: VisitRow[];
};

export type GoneReason = 'left' | 'withdrawn';
export type Gone = { visit_id: string; reason: GoneReason };
export type Heartbeat = { now_ms: number; edges: Edges; last_heard_ms: number | null };
