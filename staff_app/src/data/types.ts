/** What the hub says, under the names components use. The shapes come from its OpenAPI document (`npm run types`). */
import type { components } from './api';

type Schemas = components['schemas'];

export type Zone = Schemas['ZoneName'];
export type Edges = Schemas['EdgeCount'];
export type ShopHours = Schemas['ShopHours'];
export type CardLine = Schemas['CardLine'];
export type CardField = Schemas['CardField'];
export type Freshness = CardField['freshness'];
export type CardLines = Schemas['CardLines'];
export type VisitCard = Schemas['VisitCard'];
export type SuggestionView = Schemas['SuggestionView'];
export type SegmentView = Schemas['SegmentView'];
export type WhyView = Schemas['WhyView'];
export type TimelineEntry = Schemas['TimelineEntry'];
export type Basket = Schemas['BasketView'];
export type BasketItem = Schemas['BasketItem'];
export type BasketLine = Schemas['BasketLine'];
export type OfferOnCard = Schemas['OfferOnCard'];
export type RedeemedOffer = Schemas['RedeemedOffer'];
export type VisitRow = Schemas['VisitRow'];
export type NoteTemplate = Schemas['NoteIn']['template'];
export type ColleagueHere = Schemas['ColleagueHere'];
export type ColleaguesHere = Schemas['ColleaguesHere'];
export type Outcome = Schemas['OutcomeReport']['outcome'];
export type Nearby = Schemas['Nearby'];
export type AlertList = Required<Schemas['AlertList']>;
export type StaffAlert = Schemas['StaffAlert'];
export type OpenReason = Schemas['CardOpening']['reason'];
export type Device = Schemas['DeviceView'];
export type Devices = Schemas['Devices'];
export type Mirror = Schemas['Mirror'];
export type MirroredOpening = Schemas['Opening'];

/* The data of stream events, which an OpenAPI document does not describe. */
export type GoneReason = 'left' | 'withdrawn' | 'ended';
export type Gone = { visit_id: string; reason: GoneReason };
/** `heard`: when each visit was last heard; a hub that leaves it out makes no claim about a single customer. */
export type Heartbeat = {
  now_ms: number;
  edges: Edges;
  hours?: ShopHours;
  last_heard_ms: number | null;
  heard?: Record<string, number>;
};
export type Article = Schemas['ArticleView'];
export type ArticleGroup = Schemas['ArticleGroup'];
export type ArticlesFound = Schemas['ArticlesFound'];
