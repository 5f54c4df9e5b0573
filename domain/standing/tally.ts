import type { GoLiveSettings } from '../policy/go-live.ts';
import { type LevelSales, PRICE_LEVELS, type PriceLevel, type Tally } from './standing.ts';

/** Half-life of the figures of a live product. */
const TALLY_HALF_LIFE_HOURS = 168;
// Few digits keep the price state within one write unit. A sum of 200,000 like amounts still grows with each one; hours come in
// smaller parts.
const DIGITS = 5;
const HOUR_DIGITS = 8;

const rounded = (value: number, digits = DIGITS): number => Number(value.toPrecision(digits));

/** The level of a price, both in minor units. */
export function priceLevelOf(price: number, listPrice: number): PriceLevel {
  const percent = (100 * price) / listPrice;
  return PRICE_LEVELS.find((level) => level !== 'above' && percent <= Number(level)) ?? 'above';
}

/** The tally after `hours` more; it fades only while live. */
export function withHours(tally: Tally, hours: number, live: boolean): Tally {
  const left = live ? 0.5 ** (hours / TALLY_HALF_LIFE_HOURS) : 1;
  const fade = (value: number) => rounded(value * left);
  const levels = Object.entries(tally.levels).map(([level, { sold, expected }]) => [
    level,
    { sold: fade(sold), expected: fade(expected) },
  ]);
  return {
    ...tally,
    hours: rounded(tally.hours * left + hours, HOUR_DIGITS),
    levels: Object.fromEntries(levels),
    decisions: fade(tally.decisions),
    atLowest: fade(tally.atLowest),
    atHighest: fade(tally.atHighest),
    changes: fade(tally.changes),
    reversals: fade(tally.reversals),
    profit: fade(tally.profit),
    otherwise: fade(tally.otherwise),
  };
}

export function withSales(tally: Tally, level: PriceLevel, { sold, expected }: LevelSales): Tally {
  const before = tally.levels[level] ?? { sold: 0, expected: 0 };
  const sum = { sold: rounded(before.sold + sold), expected: rounded(before.expected + expected) };
  return { ...tally, levels: { ...tally.levels, [level]: sum } };
}

/** One decision with a proposal of the model. Profits are expected ones; undefined if unknown. */
export interface Decided {
  price: number;
  wanted: 'lowest' | 'highest' | 'between';
  profits: { decided: number; otherwise: number } | undefined;
}

export function withDecision(tally: Tally, { price, wanted, profits }: Decided): Tally {
  const changed = tally.price !== undefined && tally.price !== price;
  const direction = changed ? (price > (tally.price ?? 0) ? 'up' : 'down') : tally.direction;
  const reversed = tally.direction !== undefined && direction !== tally.direction;
  return {
    ...tally,
    decisions: rounded(tally.decisions + 1),
    atLowest: rounded(tally.atLowest + (wanted === 'lowest' ? 1 : 0)),
    atHighest: rounded(tally.atHighest + (wanted === 'highest' ? 1 : 0)),
    changes: rounded(tally.changes + (changed ? 1 : 0)),
    reversals: rounded(tally.reversals + (reversed ? 1 : 0)),
    profit: rounded(tally.profit + (profits?.decided ?? 0)),
    otherwise: rounded(tally.otherwise + (profits?.otherwise ?? 0)),
    price,
    ...(direction === undefined ? {} : { direction }),
  };
}

/** Units sold and expected at all levels. */
export const salesOf = ({ levels }: Pick<Tally, 'levels'>): LevelSales =>
  Object.values(levels).reduce(
    (sum, { sold, expected }) => ({ sold: sum.sold + sold, expected: sum.expected + expected }),
    { sold: 0, expected: 0 },
  );

/** Share of the decisions in which the model wanted its lowest or highest price, in per cent. */
const atBoundPercent = ({ decisions, atLowest, atHighest }: Tally): number =>
  decisions === 0 ? 0 : (100 * (atLowest + atHighest)) / decisions;

/** Expected profit of the decided prices above that of the others, in per cent; undefined where those earn nothing. */
export const gainPercent = ({
  profit,
  otherwise,
}: Pick<Tally, 'profit' | 'otherwise'>): number | undefined =>
  otherwise > 0 ? 100 * (profit / otherwise - 1) : undefined;

/** What a watched product lacks to go live, as texts. */
export function missingOf(tally: Tally, terms: GoLiveSettings): string[] {
  const { sold, expected } = salesOf(tally);
  const lacks: string[] = [];
  if (tally.hours < terms.minimumHours)
    lacks.push(`${tally.hours.toFixed(1)} of ${terms.minimumHours} hours`);
  if (expected < terms.minimumUnits)
    lacks.push(`${expected.toFixed(1)} of ${terms.minimumUnits} units expected`);
  if (lacks.length > 0) return lacks;

  const { lowest, highest } = terms.calibration;
  const ratio = expected > 0 ? sold / expected : 1;
  if (ratio < lowest || ratio > highest)
    lacks.push(`sold / expected is ${ratio.toFixed(2)}, allowed are ${lowest} to ${highest}`);
  const gain = gainPercent(tally);
  if (tally.decisions === 0) lacks.push('the model has not answered yet');
  // Where the price in force earns nothing, any profit is a gain.
  else if (gain === undefined ? tally.profit < tally.otherwise : gain < terms.minimumGainPercent)
    lacks.push(
      `expected gain is ${gain === undefined ? 'negative' : `${gain.toFixed(1)}%`}, at least ${terms.minimumGainPercent}% is needed`,
    );
  const atBound = atBoundPercent(tally);
  if (atBound > terms.mostAtBoundPercent)
    lacks.push(`${atBound.toFixed(0)}% of prices at a bound, at most ${terms.mostAtBoundPercent}% may be`);
  return lacks;
}
