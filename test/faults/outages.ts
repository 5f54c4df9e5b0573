import type { Plan } from './calls.ts';
import type { Random } from './random.ts';

/** A time in which every call of some targets fails. */
export interface Outage {
  /** Milliseconds since the epoch. */
  from: number;
  to: number;
  /** Prefixes of the calls that fail. */
  targets: readonly string[];
  how: 'fails before' | 'hangs before';
}

const DYNAMODB = ['ledger.', 'priceStates.', 'catalog.', 'updateItem'];
const SQS = ['sendMessage', 'keepWaiting', 'waiting.', 'accepted.'];

/** Groups of targets that can fail alone or together. */
export const AWAY = {
  DynamoDB: DYNAMODB,
  'the ledger': ['ledger.'],
  'the price states': ['priceStates.', 'updateItem'],
  'the catalog': ['catalog.'],
  Redis: ['cache.'],
  Lambda: ['lambda '],
  SQS,
  'the bus': ['putEvents'],
  'DynamoDB and SQS': [...DYNAMODB, ...SQS],
} as const satisfies Record<string, readonly string[]>;

const MINUTE_MS = 60_000;
/** Longer than all retries of all states together. */
export const LONGER_THAN_RETRIES_MS = 6 * MINUTE_MS;

/** One outage during the traffic of every run, and a second one in every other run. */
export function outagesOf(random: Random, start: number, lastMs: number): Outage[] {
  const one = (): Outage => {
    const from = start + random.between(0, lastMs);
    return {
      from,
      to: from + random.between(1, 2.5) * LONGER_THAN_RETRIES_MS,
      targets: random.oneOf(Object.values(AWAY)),
      how: random.chance(0.7) ? 'fails before' : 'hangs before',
    };
  };
  return random.chance(0.5) ? [one()] : [one(), one()];
}

/** The plan, with outages first. The shoppers' reads do not hang, because their clients have time-outs. */
export const withOutages =
  (outages: readonly Outage[], now: () => number, plan: Plan): Plan =>
  (target, caller) => {
    const outage = outages.find(
      ({ from, to, targets }) =>
        from <= now() && now() < to && targets.some((start) => target.startsWith(start)),
    );
    if (outage === undefined) return plan(target, caller);
    return caller.name.startsWith('storefront') ? 'fails before' : outage.how;
  };
