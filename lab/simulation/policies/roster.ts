import type { Policy } from '../../../domain/policy/policy.ts';
import type { Optimum } from '../worlds/bounds.ts';
import { LIST_PRICE, type World } from '../worlds/world.ts';
import { failingModel, modelOf } from '../worlds/world-model.ts';
import { deskPricer, type Told } from './desk-pricer.ts';
import { freePricer, type Pricer, staticPricer } from './pricer.ts';
import { shippedPolicy, WITHOUT } from './shipped.ts';
import { modelTerms, runOutTerms, stockLevelTerms } from './terms.ts';

/** Values that are computed once for all sales of a world. */
export interface Known {
  world: World;
  bestStaticPrice: number;
  /** The best static price that the shipped policy allows. */
  bestWithin: number;
  /** Absent where it cannot be computed. */
  optimum?: Optimum;
}

/** One sale. Only the optimum may use `scale`, its demand scale. */
export interface Sale {
  seed: number;
  scale: number;
}

/** A pricing strategy. */
export interface PolicyUnderTest {
  id: string;
  title: string;
  pricer(known: Known, sale: Sale): Pricer;
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
}
const pricewire = (id: string, title: string, set: (world: World) => Setting): PolicyUnderTest => ({
  id,
  title,
  pricer: ({ world }) => {
    const { told = 'own', learn = world.learns, ...rest } = set(world);
    return deskPricer(
      world,
      modelTerms(world, { learn, repriceAfterMinutes: ticking(world), ...rest }),
      told,
    );
  },
});

const everyHours = ({ hours }: World, first: number, step: number): number[] =>
  Array.from({ length: Math.max(0, Math.ceil((hours - first) / step)) }, (_, i) => first + i * step);

const byCadence = (learn: boolean, prefix: string, says: string): PolicyUnderTest[] => [
  pricewire(`${prefix}events`, `Unbounded, ${says}: every sale`, () => ({ learn, told: 'stock' })),
  pricewire(`${prefix}default`, `Unbounded, ${says}: + 30 quiet min`, () => ({
    learn,
    repriceAfterMinutes: DEFAULT_REPRICE_MINUTES,
  })),
  pricewire(`${prefix}ticks`, `Unbounded, ${says}: + each 1/100`, () => ({ learn })),
];

const shipped = (
  id: string,
  title: string,
  change: (policy: Policy, world: World) => Policy = (policy) => policy,
): PolicyUnderTest => ({
  id,
  title,
  pricer: ({ world }) => deskPricer(world, change(shippedPolicy(), world), 'own'),
});

/** The shipped policy while a share of the model's answers fail. */
const failing = (percent: number): PolicyUnderTest => ({
  id: `failing-${percent}`,
  title: `Shipped policy, ${percent}% of the model's answers fail`,
  pricer: ({ world }, { seed }) =>
    deskPricer(world, shippedPolicy(), 'own', failingModel(modelOf(world), percent / 100, seed)),
});

/** Strategies of every world. */
const EVERYWHERE: readonly PolicyUnderTest[] = [
  shipped('shipped', 'Pricewire as shipped'),
  { id: 'list', title: 'List price', pricer: () => staticPricer(LIST_PRICE) },
  {
    id: 'static',
    title: 'Best static price',
    pricer: ({ bestStaticPrice }) => staticPricer(bestStaticPrice),
  },
  {
    id: 'static-within',
    title: 'Best static price within the same terms',
    pricer: ({ bestWithin }) => staticPricer(bestWithin),
  },
];

/** Other ways to price, and Pricewire with few bounds; for sales of one round. */
const SIMPLER: readonly PolicyUnderTest[] = [
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
];
const UNBOUNDED: readonly PolicyUnderTest[] = [
  ...byCadence(false, '', 'given'),
  ...byCadence(true, 'learning-', 'learning'),
];

const OPTIMUM: PolicyUnderTest = {
  id: 'oracle',
  title: 'Optimum',
  pricer: ({ world, optimum }, { scale }) => {
    if (optimum === undefined) throw new RangeError(`the optimum of ${world.id} cannot be computed`);
    return freePricer(world.stock, (stock, at) =>
      optimum.price(stock, world.hours - (at % world.hours), scale),
    );
  },
};

/** The shipped policy without each of its bounds, and with a model that fails. */
const VARIANTS: readonly PolicyUnderTest[] = [
  ...Object.entries(WITHOUT).map(([name, { title, change }]) =>
    shipped(`without-${name}`, `Shipped policy without ${title}`, change),
  ),
  failing(5),
  failing(20),
];

/** Worlds in which the variants of the shipped policy are played too. */
export const VARIANT_WORLDS: readonly string[] = [
  'unknown-n20-load2-2h',
  'unknown-n20-load2-24h',
  'unknown-n20-load1-24h',
];

/** Every strategy, in the order of the report. */
export const POLICIES: readonly PolicyUnderTest[] = [
  ...EVERYWHERE,
  ...SIMPLER,
  ...UNBOUNDED,
  OPTIMUM,
  ...VARIANTS,
];

/** Strategies that say something about the world. */
export const policiesFor = (world: World): readonly PolicyUnderTest[] =>
  POLICIES.filter((policy) => saysSomething(policy, world));

function saysSomething(policy: PolicyUnderTest, { id, detail, learns, solvable }: World): boolean {
  if (policy === OPTIMUM) return solvable;
  if (EVERYWHERE.includes(policy)) return true;
  if (VARIANTS.includes(policy)) return VARIANT_WORLDS.includes(id);
  if (SIMPLER.includes(policy)) return detail !== 'few';
  const own = policy.id.startsWith('learning-') === learns;
  return policy.id.endsWith('ticks') ? own || detail !== 'few' : own && detail === 'all';
}

const TITLES = new Map(POLICIES.map(({ id, title }) => [id, title]));
export const titleOf = (id: string): string => TITLES.get(id) ?? id;
