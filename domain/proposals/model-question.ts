import { type Circumstances, salesRateOf } from '../context/circumstances.ts';
import { horizonOf } from '../context/horizon.ts';
import { withScarcity } from '../context/scarcity.ts';
import { candidatePrices } from '../demand/demand.ts';
import { tellLevel } from '../demand/sales.ts';
import { recentSales } from '../demand/sales-rate.ts';
import { strictBounds } from '../guardrails/judge.ts';
import { NoCandidates, NoDemandSignal } from '../values/errors.ts';
import { formatMoney, percentOfDown, percentOfUp } from '../values/money.ts';
import { HOUR_MS, shift } from '../values/time.ts';

/** The question to the demand model for one event. Prices in minor units. */
export interface ModelQuestion {
  candidates: number[];
  /** The price in force, else the list price. The other answers are compared with its answer. */
  reference: number;
  /** Sales from before the first question; present if nothing else gives the level. */
  recent?: { price: number; units: number; hours: number };
  /** Times in the middle of equal parts of the time left, at which the reference is asked about too. */
  times: string[];
  hoursLeft: number;
}

/** The properties of the model that a question depends on. */
export interface ModelTraits {
  /** Prices seen in training, as shares of the list price. */
  priceRatio: { lowest: number; highest: number };
  dependsOnTime: boolean;
}

const MOST_TIMES = 24;

/**
 * The question for the model.
 *
 * @throws NoCandidates if training, policy and bounds leave no price; NoDemandSignal if neither sales nor a baseline show the
 * demand
 */
export function questionFor(on: Circumstances, traits: ModelTraits): ModelQuestion {
  const { product, state, now } = on;
  const { hours: hoursLeft } = horizonOf(on);
  const recent = levelIsKnown(on) ? undefined : recentOf(on);
  return {
    candidates: candidatesFor(on, traits.priceRatio),
    reference: state.price?.amount ?? product.listPrice,
    ...(recent ? { recent } : {}),
    times: traits.dependsOnTime ? timesOver(now, hoursLeft) : [],
    hoursLeft,
  };
}

const levelIsKnown = ({ product, policy, state }: Circumstances): boolean =>
  product.baselineUnitsPerHour !== undefined || (policy.model.learn && tellLevel(state.demand?.sales));

function recentOf(on: Circumstances): ModelQuestion['recent'] {
  const rate = salesRateOf(on);
  const sales = recentSales(rate, on.policy.model.minimumHours);
  if (rate === undefined || sales === undefined || sales.unitsPerHour === 0)
    throw new NoDemandSignal(
      'the product has no baseline, and too few sales were seen to tell its demand by',
    );
  return { price: sales.atPrice, units: rate.units, hours: rate.hours };
}

/** Candidates within the prices seen in training, the policy's share of list, and all bounds of a new price. */
function candidatesFor(on: Circumstances, trained: ModelTraits['priceRatio']): number[] {
  const { listPrice, currency } = on.product;
  const { percentOfList, candidates } = on.policy.model;
  const { whenScarce } = on.policy.guardrails;
  const { lower, upper } = strictBounds(on);
  const from = Math.max(
    1,
    percentOfUp(listPrice, percentOfList.lowest),
    percentOfUp(listPrice, 100 * trained.lowest),
    lower?.amount ?? 0,
  );
  const to = Math.min(
    percentOfDown(listPrice, withScarcity(on, percentOfList.highest, whenScarce?.highestPercentOfList)),
    percentOfDown(listPrice, 100 * trained.highest),
    upper?.amount ?? Number.POSITIVE_INFINITY,
  );
  if (from > to) {
    const [low, high] = [from, to].map((amount) => formatMoney(amount, currency));
    throw new NoCandidates(`no candidate price between ${low} and ${high}`);
  }
  return candidatePrices(from, to, candidates);
}

// The index now represents less than an hour; over longer times, traffic changes.
function timesOver(now: string, hoursLeft: number): string[] {
  if (hoursLeft <= 1) return [];
  const parts = Math.min(MOST_TIMES, Math.ceil(hoursLeft));
  return Array.from({ length: parts }, (_, part) => shift(now, ((part + 0.5) / parts) * hoursLeft * HOUR_MS));
}
