/** Redeems the code of an offer by hand. */
import { ask, post, type Answer } from './staff';
import type { RedeemedOffer } from './types';

/** The same `requestId` for the same try: however often it is sent, the code counts once. */
export type Redemption = { code: string; staff: string; requestId: string };

export function redeemOffer({ code, staff, requestId }: Redemption): Promise<Answer<RedeemedOffer>> {
  return ask<RedeemedOffer>('/api/staff/offers/redeem', post({ code, staff, request_id: requestId }));
}
