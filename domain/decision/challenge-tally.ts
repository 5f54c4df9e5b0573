import * as z from 'zod';
import type { Challenge } from './challenge.ts';

const Profits = z.object({ events: z.number(), live: z.number(), challenger: z.number() });
type Profits = z.infer<typeof Profits>;

/** The results of one challenger over many events. Profits are sums in minor units. */
export const ChallengeSummary = z.object({
  challenger: z.string(),
  currency: z.string(),
  events: z.number(),
  /** Events without a proposal of the challenger, by error name. */
  failures: z.record(z.string(), z.number()),
  compared: z.number(),
  /** Events for which both proposals led to the same price. */
  agreed: z.number(),
  /** Challenger's price / live price - 1, in percent. */
  difference: z
    .object({ mean: z.number(), meanAbsolute: z.number(), lowest: z.number(), highest: z.number() })
    .optional(),
  /**
   * Profit that the live model expects of the live prices and of the challenger's, over events with both prices on its curve.
   */
  byLiveModel: Profits,
  byChallenger: Profits,
});
export type ChallengeSummary = z.infer<typeof ChallengeSummary>;

interface Sums extends Omit<ChallengeSummary, 'difference'> {
  sum: number;
  absolute: number;
  lowest: number;
  highest: number;
}

/** Sums challenges by challenger and currency. `add` takes one; `summaries` returns the sums so far. */
export function challengeTally() {
  const tallies = new Map<string, Sums>();
  return {
    add(challenge: Challenge): void {
      const key = `${challenge.challenger} ${challenge.currency}`;
      const sums = tallies.get(key) ?? nothing(challenge);
      tallies.set(key, sums);
      count(sums, challenge);
    },
    summaries: (): ChallengeSummary[] =>
      [...tallies.values()].map(({ sum, absolute, lowest, highest, ...rest }) => ({
        ...rest,
        difference:
          rest.compared === 0
            ? undefined
            : { mean: sum / rest.compared, meanAbsolute: absolute / rest.compared, lowest, highest },
      })),
  };
}

const nothing = ({ challenger, currency }: Challenge): Sums => ({
  challenger,
  currency,
  events: 0,
  failures: {},
  compared: 0,
  agreed: 0,
  byLiveModel: { events: 0, live: 0, challenger: 0 },
  byChallenger: { events: 0, live: 0, challenger: 0 },
  sum: 0,
  absolute: 0,
  lowest: Number.POSITIVE_INFINITY,
  highest: Number.NEGATIVE_INFINITY,
});

function count(sums: Sums, { failure, comparison }: Challenge): void {
  sums.events += 1;
  if (failure !== undefined) {
    const name = failure.split(':', 1)[0] ?? failure;
    sums.failures[name] = (sums.failures[name] ?? 0) + 1;
  }
  if (comparison === undefined) return;
  const { livePrice, challengerPrice, agree, byLiveModel, byChallenger } = comparison;
  const percent = 100 * (challengerPrice / livePrice - 1);
  sums.compared += 1;
  sums.agreed += agree ? 1 : 0;
  sums.sum += percent;
  sums.absolute += Math.abs(percent);
  sums.lowest = Math.min(sums.lowest, percent);
  sums.highest = Math.max(sums.highest, percent);
  if (byLiveModel) addProfits(sums.byLiveModel, byLiveModel);
  if (byChallenger) addProfits(sums.byChallenger, byChallenger);
}

function addProfits(to: Profits, { live, challenger }: { live: number; challenger: number }): void {
  to.events += 1;
  to.live += live;
  to.challenger += challenger;
}
