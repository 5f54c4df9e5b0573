import type { Step } from '../play-sale.ts';
import { average, type Estimate, upliftOf } from '../results/statistics.ts';
import { type Played, WEEK, WEEKS } from './play-shop.ts';

/** The smallest swing of a zigzag, as a share of the price, and the hours from the start of its first swing to the end of its second. */
export const ZIGZAG = { swing: 0.02, hours: 24 } as const;
/** Prices so near to the lowest or the highest allowed count as at the bound, as a share. */
const AT_BOUND = 0.005;
/** The most changes that a product should have in a day. */
export const MOST_CHANGES = 2;

/** What a retailer would ask about eight weeks of the shop. Shares from 0 to 1. */
export interface ShopFigures {
  products: number;
  changesADay: number;
  /** The most changes of a product in one day, and the share of all days with more than two. */
  mostChanges: number;
  daysWithMore: number;
  zigzags: number;
  /** Share of the time with stock at the lowest or highest allowed price. */
  atBounds: number;
  fallbacks: number;
  rejections: number;
  /** Profit over that of the best static prices within the same terms, and over that of the list prices. Products are the samples. */
  overStatic: Estimate;
  overList: Estimate;
}

/** A price that came into force, in hours since the start. */
interface Change {
  at: number;
  price: number;
}

const HOURS = WEEKS * WEEK;

export function figuresOf(shop: readonly Played[]): ShopFigures {
  const changes = shop.map(({ steps }) => changesIn(steps));
  const days = changes.flatMap((own) => changesByDay(own));
  const sum = (of: (played: Played) => number): number => shop.reduce((total, each) => total + of(each), 0);
  const profit = (which: 'shipped' | 'list' | 'best') => shop.map((played) => played[which].earnings);
  return {
    products: shop.length,
    changesADay: average(days),
    mostChanges: Math.max(...days),
    daysWithMore: average(days.map((count) => (count > MOST_CHANGES ? 1 : 0))),
    zigzags: changes.reduce((total, own) => total + zigzagsIn(own), 0),
    atBounds: sum(({ steps, prices }) => hoursAtBounds(steps, prices)) / sum(({ steps }) => hoursOf(steps)),
    fallbacks: sum(({ shipped }) => shipped.fallbacks),
    rejections: sum(({ shipped }) => shipped.rejections),
    overStatic: upliftOf(profit('shipped'), profit('best')),
    overList: upliftOf(profit('shipped'), profit('list')),
  };
}

/** The prices that came into force, the first included. */
export const changesIn = (steps: readonly Step[]): Change[] =>
  steps.filter(({ price }, i) => price !== steps[i - 1]?.price);

// The first price is no change.
function changesByDay(changes: readonly Change[]): number[] {
  const days = new Array<number>(HOURS / 24).fill(0);
  for (const { at } of changes.slice(1)) {
    const day = Math.min(days.length - 1, Math.floor(at / 24));
    days[day] = (days[day] as number) + 1;
  }
  return days;
}

/**
 * Zigzags: the price moves one way and then back within `ZIGZAG.hours`, both by at least `ZIGZAG.swing`, without a delivery between.
 * Several small steps one way are one swing.
 */
export function zigzagsIn(changes: readonly Change[]): number {
  const turns = turnsOf(changes);
  let count = 0;
  for (const [i, turn] of turns.entries()) {
    const [from, to] = [turns[i - 1], turns[i + 1]];
    if (from === undefined || to === undefined) continue;
    const swings = [turn.price / from.price, to.price / turn.price].map((ratio) => Math.abs(ratio - 1));
    // The first swing ends at the turn; the second is complete at its last change.
    const delivered = Math.floor(turn.at / WEEK) !== Math.floor(to.at / WEEK);
    if (!delivered && Math.min(...swings) >= ZIGZAG.swing && to.at - turn.at <= ZIGZAG.hours) count += 1;
  }
  return count;
}

/** The first and last price and those between at which the direction changed. */
function turnsOf(changes: readonly Change[]): Change[] {
  return changes.filter(({ price }, i) => {
    const [before, after] = [changes[i - 1]?.price, changes[i + 1]?.price];
    return before === undefined || after === undefined || price > before !== after > price;
  });
}

const hoursAtBounds = (steps: readonly Step[], prices: readonly number[]): number =>
  hoursOf(
    steps,
    ({ price }) =>
      price <= (prices[0] as number) * (1 + AT_BOUND) || price >= (prices.at(-1) as number) * (1 - AT_BOUND),
  );

/** Hours with stock, while the step that is in force passes the test. */
const hoursOf = (steps: readonly Step[], passes: (step: Step) => boolean = () => true): number =>
  steps.reduce((hours, step, i) => {
    const counts = step.stock > 0 && passes(step);
    return counts ? hours + (steps[i + 1]?.at ?? HOURS) - step.at : hours;
  }, 0);
