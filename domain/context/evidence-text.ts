import type { HorizonKind } from './horizon.ts';
import type { Proposal } from './proposal.ts';

// The console shows these texts too: this file imports only types, so that the page carries no schema.

const HORIZON_TEXTS: Record<HorizonKind, string> = {
  'sale-end': 'the sale ends',
  'next-delivery': 'the next goods are announced',
  'restock-interval': "the next goods come by the product's interval",
  learned: 'the next goods come by the usual interval of past deliveries',
  policy: "the policy's number of hours, since neither the end of a sale nor a delivery is known",
};

/** Why the time to sell the stock in ends when it does; undefined for other values. */
export const horizonReason = (horizon: unknown): string | undefined =>
  Object.entries(HORIZON_TEXTS).find(([kind]) => kind === horizon)?.[1];

type ShowTime = (time: string) => string;

/** Until when the stock is to be sold and why, as text; undefined if the model did not propose, or in older records. */
export function horizonText(
  { evidence: { horizon, until, announced } }: Proposal,
  show: ShowTime,
): string | undefined {
  const reason = horizonReason(horizon);
  if (reason === undefined || typeof until !== 'string') return undefined;
  const far =
    typeof announced === 'string'
      ? `; announced for ${show(announced)}, further away than the policy looks`
      : '';
  return `${show(until)}: ${reason}${far}`;
}

/** Why the price of the model is kept, as text; undefined for other proposals. */
export function keptText(
  { by, evidence: { modelAnsweredAt, forMinutes } }: Proposal,
  show: ShowTime,
): string | undefined {
  if (by !== 'keep-price' || typeof modelAnsweredAt !== 'string') return undefined;
  return `the price stays as the model left it at ${show(modelAnsweredAt)}; the other rules follow ${forMinutes} min after that`;
}

/** That the price is an experiment, as text; undefined for other proposals. `money`: text of an amount in minor units. */
export function experimentText({ demand }: Proposal, money: (amount: number) => string): string | undefined {
  if (demand?.experiment === undefined) return undefined;
  return `an experiment to learn the slope; expected to cost ${money(Math.round(24 * demand.experiment.lossPerHour))} a day`;
}

/** What is believed of the slope of demand, as text; undefined where the model's slope is taken as given. */
export const slopeText = ({ demand }: Proposal): string | undefined =>
  demand?.slope && `${shiftText(demand.slope.shift)} to the model's, +/- ${demand.slope.sd.toFixed(2)}`;

const shiftText = (shift: number): string => `${shift < 0 ? '' : '+'}${shift.toFixed(2)}`;
