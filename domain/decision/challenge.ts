import * as z from 'zod';
import { Proposal } from '../context/proposal.ts';
import { profitOn } from '../proposals/on-curve.ts';
import { Time } from '../values/time.ts';
import { Decision } from './decision.ts';

/** The challenger's price beside the live one, in minor units, and the profit that each model expects of each price. */
const Comparison = z.object({
  livePrice: z.number(),
  challengerPrice: z.number(),
  /** Whether both proposals led to the same price. */
  agree: z.boolean(),
  byLiveModel: z.object({ live: z.number(), challenger: z.number() }).optional(),
  byChallenger: z.object({ live: z.number(), challenger: z.number() }).optional(),
});
export type Comparison = z.infer<typeof Comparison>;

/** The challenger's result for an event that was decided without it; written once for each decision. */
export const Challenge = z.object({
  eventId: z.string(),
  productId: z.string(),
  context: z.int(),
  /** The challenger's endpoint. */
  challenger: z.string(),
  challengedAt: Time,
  liveSource: Proposal.shape.source,
  currency: z.string(),
  /** Why the challenger made no proposal. */
  failure: z.string().optional(),
  proposal: Proposal.optional(),
  decision: Decision.optional(),
  comparison: Comparison.optional(),
});
export type Challenge = z.infer<typeof Challenge>;

interface Judged {
  proposal: Proposal;
  decision: Decision;
}

/** Compares the results of two proposals for one event. If a result changes no price, the price in force counts. */
export function compare(live: Judged, challenger: Judged): Comparison | undefined {
  const livePrice = priceAfter(live.decision);
  const challengerPrice = priceAfter(challenger.decision);
  if (livePrice === undefined || challengerPrice === undefined) return undefined;
  const both = ({ proposal }: Judged) => {
    const [ofLive, ofChallenger] = [
      profitOn(proposal.curve ?? [], livePrice),
      profitOn(proposal.curve ?? [], challengerPrice),
    ];
    return ofLive === undefined || ofChallenger === undefined
      ? undefined
      : { live: ofLive, challenger: ofChallenger };
  };
  const [byLiveModel, byChallenger] = [both(live), both(challenger)];
  return {
    livePrice,
    challengerPrice,
    agree: livePrice === challengerPrice,
    ...(byLiveModel ? { byLiveModel } : {}),
    ...(byChallenger ? { byChallenger } : {}),
  };
}

const priceAfter = ({ price, priceBefore }: Decision): number | undefined => price ?? priceBefore;
