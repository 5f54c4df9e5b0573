import { readableMinutes, readableTime } from '../values/time.ts';
import { HorizonKind } from './horizon.ts';
import type { Proposal } from './proposal.ts';

/** Why the time to sell the stock in ends when it does. */
export const HORIZON_TEXTS: Record<HorizonKind, string> = {
  'sale-end': 'the sale ends',
  'next-delivery': 'the next goods are announced',
  'restock-interval': "the next goods come by the product's interval",
  learned: 'the next goods come by the usual interval of past deliveries',
  policy: "the policy's number of hours, since neither the end of a sale nor a delivery is known",
};

/** Until when the stock is to be sold and why, as text; undefined if the model did not propose, or in older records. */
export function horizonText({ evidence: { horizon, until, announced } }: Proposal): string | undefined {
  const kind = HorizonKind.safeParse(horizon).data;
  if (kind === undefined || typeof until !== 'string') return undefined;
  const far =
    typeof announced === 'string'
      ? `; announced for ${readableTime(announced)}, further away than the policy looks`
      : '';
  return `${readableTime(until)}: ${HORIZON_TEXTS[kind]}${far}`;
}

/** Why the price of the model is kept, as text; undefined for other proposals. */
export function keptText({ by, evidence: { modelAnsweredAt, forMinutes } }: Proposal): string | undefined {
  if (by !== 'keep-price' || typeof modelAnsweredAt !== 'string' || typeof forMinutes !== 'number')
    return undefined;
  return `the price stays as the model left it at ${readableTime(modelAnsweredAt)}; the other rules follow ${readableMinutes(forMinutes)} after that`;
}
