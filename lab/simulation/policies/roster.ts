import type { Optimum } from '../worlds/bounds.ts';
import { LIST_PRICE, type World } from '../worlds/world.ts';
import { deskPricer, type Told } from './desk-pricer.ts';
import { freePricer, type Pricer, staticPricer } from './pricer.ts';
import {
  ALL_GUARDRAILS,
  GUARDRAILS,
  modelTerms,
  NO_GUARDRAILS,
  runOutTerms,
  stockLevelTerms,
} from './terms.ts';

/** Values that are computed once for all sales of a world. */
export interface Known {
  world: World;
  bestStaticPrice: number;
  optimum: Optimum;
}

/** A pricing strategy. Only the optimum may use `scale`, the demand scale of this sale. */
export interface PolicyUnderTest {
  id: string;
  title: string;
  pricer(known: Known, scale: number): Pricer;
}

/** Scheduled reviews of the price in a sale, in addition to stock events. */
const TICKS_PER_SALE = 100;
/** The default of policies. */
const DEFAULT_REPRICE_MINUTES = 30;
/** Hours from the start of the sales to the first midnight. */
const TO_MIDNIGHT = 6;

const ticking = ({ hours }: World): number => (60 * hours) / TICKS_PER_SALE;

interface Setting {
  told?: Told;
  learn?: boolean;
  repriceAfterMinutes?: number;
  guardrails?: Parameters<typeof modelTerms>[1]['guardrails'];
}
const pricewire = (id: string, title: string, set: (world: World) => Setting): PolicyUnderTest => ({
  id,
  title,
  pricer: ({ world }) => {
    const { told = 'own', learn = world.learns, ...rest } = set(world);
    const terms = { learn, repriceAfterMinutes: ticking(world), guardrails: NO_GUARDRAILS, ...rest };
    return deskPricer(world, modelTerms(world, terms), told);
  },
});

const everyHours = ({ hours }: World, first: number, step: number): number[] =>
  Array.from({ length: Math.max(0, Math.ceil((hours - first) / step)) }, (_, i) => first + i * step);

const byCadence = (learn: boolean, prefix: string, says: string): PolicyUnderTest[] => [
  pricewire(`${prefix}events`, `Pricewire, ${says}: every sale`, () => ({ learn, told: 'stock' })),
  pricewire(`${prefix}default`, `Pricewire, ${says}: + 30 quiet min`, () => ({
    learn,
    repriceAfterMinutes: DEFAULT_REPRICE_MINUTES,
  })),
  pricewire(`${prefix}ticks`, `Pricewire, ${says}: + each 1/100`, () => ({ learn })),
];

/** Every strategy, in the order of the report. */
export const POLICIES: readonly PolicyUnderTest[] = [
  { id: 'list', title: 'List price', pricer: () => staticPricer(LIST_PRICE) },
  {
    id: 'static',
    title: 'Best static price',
    pricer: ({ bestStaticPrice }) => staticPricer(bestStaticPrice),
  },
  pricewire('once', 'Priced once, before the sale', () => ({ told: [] })),
  pricewire('nightly', 'Nightly batch', (world) => ({ told: everyHours(world, TO_MIDNIGHT, 24) })),
  pricewire('hourly', 'Hourly batch', (world) => ({ told: everyHours(world, 1, 1) })),
  {
    id: 'stock-rules',
    title: 'Rules: low or much stock, ±10%',
    pricer: ({ world }) => deskPricer(world, stockLevelTerms(world), 'stock'),
  },
  {
    id: 'run-out-rule',
    title: 'Rule: last until the end',
    pricer: ({ world }) => deskPricer(world, runOutTerms(world, ticking(world)), 'own'),
  },
  ...byCadence(false, '', 'given'),
  ...byCadence(true, 'learning-', 'learning'),
  pricewire('guarded', 'Pricewire with every guardrail', () => ({ guardrails: ALL_GUARDRAILS })),
  {
    id: 'oracle',
    title: 'Optimum',
    pricer: ({ world, optimum }, scale) =>
      freePricer(world.stock, (stock, at) => optimum.price(stock, world.hours - at, scale)),
  },
];

/** Pricewire with a single guardrail, to measure the cost of each. */
export const ONE_GUARDRAIL: readonly PolicyUnderTest[] = Object.entries(GUARDRAILS).map(
  ([name, guardrails]) => pricewire(`only-${name}`, `Pricewire with ${name} only`, () => ({ guardrails })),
);

/** Worlds in which each guardrail is also tried alone. */
export const GUARDRAIL_WORLDS: readonly string[] = ['unknown-n20-load2-2h', 'unknown-n20-load2-24h'];

export const policiesFor = ({ id }: World): readonly PolicyUnderTest[] =>
  GUARDRAIL_WORLDS.includes(id) ? [...POLICIES, ...ONE_GUARDRAIL] : POLICIES;

const TITLES = new Map([...POLICIES, ...ONE_GUARDRAIL].map(({ id, title }) => [id, title]));
export const titleOf = (id: string): string => TITLES.get(id) ?? id;
