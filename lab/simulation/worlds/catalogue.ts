import {
  constantElasticityShoppers,
  exponentialShoppers,
  indifferentShoppers,
  linearShoppers,
  logitShoppers,
} from './shoppers.ts';
import { LIST_PRICE, type Shoppers, type World } from './world.ts';

/** Uncertainty of the retailer about the level of demand before the sale: ± 70%. */
export const UNKNOWN_CV = 0.7;

/** Visitors by UTC hour over the mean: quiet at night, busiest in the evening. */
const RHYTHM = [10, 6, 4, 3, 3, 4, 8, 14, 18, 20, 22, 23, 24, 23, 22, 22, 23, 25, 29, 35, 40, 38, 28, 16];
const BUSY_HOURS = RHYTHM.map((each) => (each * RHYTHM.length) / RHYTHM.reduce((a, b) => a + b));

const WIDE = { lowest: 30, highest: 500 };
const exponential = (priceRatio: number, slope = 1): number => Math.exp(slope * (1 - priceRatio));

/** A world with known exponential demand, except for the given settings. */
function world(given: Partial<World> & Pick<World, 'id' | 'title'>, load = 2): World {
  const { hours = 24, stock = 20 } = given;
  return {
    hours,
    stock,
    unitCost: 0,
    shoppers: exponentialShoppers((load * stock) / hours),
    scaleCv: 0,
    belief: { index: exponential },
    percentOfList: WIDE,
    learns: false,
    ...given,
  };
}

/** The model knows these shoppers: its index is theirs. */
const knows = (shoppers: Shoppers): Pick<World, 'shoppers' | 'belief'> => ({
  shoppers,
  belief: { index: (priceRatio) => shoppers.rate(priceRatio * LIST_PRICE) / shoppers.rate(LIST_PRICE) },
});

const HEADLINES: World[] = [false, true].flatMap((unknown) =>
  [20, 50].flatMap((stock) =>
    [1, 2].flatMap((load) =>
      [2, 24].map((hours) =>
        world(
          {
            id: `${unknown ? 'unknown' : 'known'}-n${stock}-load${load}-${hours}h`,
            title: `Demand ${unknown ? 'unknown' : 'known'}: ${stock} units, load ${load}, ${hours} h`,
            stock,
            hours,
            ...(unknown ? { scaleCv: UNKNOWN_CV, learns: true } : {}),
          },
          load,
        ),
      ),
    ),
  ),
);

const RATE = 40 / 24;
const constantElasticity = constantElasticityShoppers(RATE);

const OTHER_DEMAND: World[] = [
  world({ id: 'linear', title: 'Linear demand, known', ...knows(linearShoppers(RATE)) }),
  world({ id: 'logit', title: 'Logit demand, known', ...knows(logitShoppers(RATE)) }),
  world({
    id: 'constant-elasticity',
    title: 'Constant elasticity 2.5, known; unit cost 60',
    ...knows(constantElasticity.shoppers),
    unitCost: constantElasticity.unitCost,
    percentOfList: { lowest: 60, highest: 500 },
  }),
];

const RHYTHMS: World[] = [
  world({
    id: 'rhythm-known',
    title: 'Daily rhythm, and the model knows it',
    busyHours: BUSY_HOURS,
    belief: { index: exponential, busyHours: BUSY_HOURS },
  }),
  world({
    id: 'rhythm-missed',
    title: 'Daily rhythm that the model does not know',
    busyHours: BUSY_HOURS,
    learns: true,
  }),
];

const WRONG_MODELS: World[] = [
  world({
    id: 'wrong-family',
    title: 'Model wrong: exponential, the truth is logit',
    shoppers: logitShoppers(RATE),
    learns: true,
  }),
  world({
    id: 'too-flat',
    title: 'Model wrong: shoppers mind the price more than it says',
    belief: { index: (ratio) => exponential(ratio, 0.7) },
    learns: true,
  }),
  world({
    id: 'too-steep',
    title: 'Model wrong: shoppers mind the price less than it says',
    belief: { index: (ratio) => exponential(ratio, 1.3) },
    learns: true,
  }),
];

const CAP = { lowest: 30, highest: 150 };
const NO_USE: World[] = [
  world({
    id: 'indifferent',
    title: 'Shoppers buy at any price; cap 150% of list',
    ...knows(indifferentShoppers(RATE, 1.5 * LIST_PRICE)),
    percentOfList: CAP,
  }),
  world({ id: 'ample', title: 'Ample stock: 100 units, load 0.2', stock: 100 }, 0.2),
];

/** Every world, in the order of the report. */
export const WORLDS: readonly World[] = [
  ...HEADLINES,
  ...OTHER_DEMAND,
  ...RHYTHMS,
  ...WRONG_MODELS,
  ...NO_USE,
];

/** @throws RangeError for an unknown world */
export function worldOf(id: string): World {
  const found = WORLDS.find((each) => each.id === id);
  if (found === undefined)
    throw new RangeError(`no world is called ${id}; there is ${WORLDS.map((each) => each.id).join(', ')}`);
  return found;
}
