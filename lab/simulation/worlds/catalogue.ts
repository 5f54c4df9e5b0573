import {
  constantElasticityShoppers,
  exponentialShoppers,
  indifferentShoppers,
  leftDigitShoppers,
  linearShoppers,
  logitShoppers,
} from './shoppers.ts';
import { LIST_PRICE, type Shoppers, type World } from './world.ts';

/** Uncertainty of the retailer about the level of demand before the sale: ± 70%. */
export const UNKNOWN_CV = 0.7;

/** Visitors by UTC hour over the mean: quiet at night, busiest in the evening. */
const RHYTHM = [10, 6, 4, 3, 3, 4, 8, 14, 18, 20, 22, 23, 24, 23, 22, 22, 23, 25, 29, 35, 40, 38, 28, 16];
export const BUSY_HOURS = RHYTHM.map((each) => (each * RHYTHM.length) / RHYTHM.reduce((a, b) => a + b));

const WEEK = 168;
const WIDE = { lowest: 30, highest: 500 };
const exponential = (priceRatio: number, slope = 1): number => Math.exp(slope * (1 - priceRatio));
const constantElasticity = (elasticity: number) => ({
  index: (priceRatio: number): number => priceRatio ** -elasticity,
});

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
    solvable: true,
    detail: 'some',
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
            detail: 'all',
            ...(unknown ? { scaleCv: UNKNOWN_CV, learns: true } : {}),
          },
          load,
        ),
      ),
    ),
  ),
);

const RATE = 40 / 24;
const elastic = constantElasticityShoppers(RATE, 2.5);

const OTHER_DEMAND: World[] = [
  world({ id: 'linear', title: 'Linear demand, known', ...knows(linearShoppers(RATE)) }),
  world({ id: 'logit', title: 'Logit demand, known', ...knows(logitShoppers(RATE)) }),
  world({
    id: 'constant-elasticity',
    title: 'Constant elasticity 2.5, known; unit cost 60',
    ...knows(elastic.shoppers),
    unitCost: elastic.unitCost,
    percentOfList: { lowest: 60, highest: 500 },
  }),
  world({
    id: 'left-digit',
    title: 'Left-digit bias: demand drops at each multiple of ten',
    shoppers: leftDigitShoppers(RATE),
  }),
  world({
    id: 'thousand-an-hour',
    title: 'A thousand an hour: 1,000 units, load 2, 2 h',
    stock: 1_000,
    hours: 2,
    learns: true,
    scaleCv: UNKNOWN_CV,
    solvable: false,
    detail: 'few',
  }),
  world({
    id: 'slow-mover',
    title: 'One sale a week: 4 units, load 2, 8 weeks',
    stock: 4,
    hours: 8 * WEEK,
    learns: true,
    detail: 'few',
  }),
  world({
    id: 'waiting',
    title: 'Half of the shoppers wait for a lower price',
    patience: { share: 0.5, hours: 8, everyHours: 2, bargain: 0.8 },
    learns: true,
    solvable: false,
  }),
];

const CHANGES: World[] = [
  { id: 'doubling', title: 'Demand doubles midway: 50 units, load 1', factor: 2 },
  { id: 'halving', title: 'Demand halves midway: 50 units, load 1', factor: 0.5 },
].map(({ factor, ...named }) =>
  world({ ...named, stock: 50, surprise: { at: 12, factor }, learns: true }, 1),
);

const restocked = constantElasticityShoppers(20 / WEEK, 2.5);
const RESTOCKS: World[] = [
  world({
    id: 'restock-weekly',
    title: 'Delivery each week, back to 20 units, load 1, 8 weeks; unit cost 60',
    hours: WEEK,
    ...knows(restocked.shoppers),
    unitCost: restocked.unitCost,
    percentOfList: { lowest: 60, highest: 500 },
    rounds: { count: 8, between: 'deliveries' },
    learns: true,
    detail: 'few',
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
  world({
    id: 'rhythm-shifted',
    title: 'Daily rhythm nine hours later than the model says',
    busyHours: BUSY_HOURS,
    belief: { index: exponential, busyHours: [...BUSY_HOURS.slice(9), ...BUSY_HOURS.slice(0, 9)] },
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

/** Constant elasticity that the model takes for another; one sale, and ten in a row with the memory of those before. */
const WRONG_SLOPES: World[] = [
  { believed: 1.3, truth: 3 },
  { believed: 4, truth: 1.5 },
].flatMap(({ believed, truth }) => {
  const { shoppers, unitCost } = constantElasticityShoppers(50 / 24, truth);
  const lowest = Math.max(60, Math.ceil((100 * unitCost) / LIST_PRICE));
  const shared = {
    ...{ stock: 50, shoppers, unitCost, belief: constantElasticity(believed), learns: true },
    percentOfList: { lowest, highest: 500 },
  };
  const title = `Elasticity -${truth}, the model says -${believed}; 50 units, load 1`;
  const id = `slope-${believed}-for-${truth}`;
  return [
    world({ id, title, ...shared }),
    world({
      id: `${id}-ten`,
      title: `${title}; ten sales in a row`,
      ...shared,
      rounds: { count: 10, between: 'sales' },
      detail: 'few',
    }),
  ];
});

const FLAT: World = world({
  id: 'flat-belief',
  title: 'Elasticity -2.5, the model says -0.03; unit cost 60; 50 units, load 1',
  stock: 50,
  ...constantElasticityShoppers(50 / 24, 2.5),
  belief: constantElasticity(0.03),
  percentOfList: { lowest: 60, highest: 500 },
  learns: true,
});

/** Few units, demand known. 80 / e is the load at which a unit has 80 visitors. */
const LAST_UNITS: World[] = [1, 2, 4, 80 / Math.E].flatMap((load) =>
  [1, 2, 5, 10, 20].map((stock) => {
    const name = Number.isInteger(load) ? String(load) : '80/e';
    return world(
      {
        id: `last-n${stock}-load${name.replace('/', '-')}`,
        title: `Last units: ${stock}, load ${name}`,
        stock,
        detail: 'few',
      },
      load,
    );
  }),
);

const CAP = { lowest: 30, highest: 150 };
const NO_USE: World[] = [
  world({
    id: 'indifferent',
    title: 'Shoppers buy at any price; cap 150% of list',
    ...knows(indifferentShoppers(RATE, 1.5 * LIST_PRICE)),
    percentOfList: CAP,
  }),
  world({
    id: 'luxury',
    title: 'Luxury: 10% dearer sells 5% less; unit cost 20, load 1, cap 150% of list',
    ...knows(exponentialShoppers(RATE / 2, { slope: 0.5, high: 1.5 * LIST_PRICE })),
    unitCost: 0.2 * LIST_PRICE,
    percentOfList: CAP,
  }),
  world({ id: 'ample', title: 'Ample stock: 100 units, load 0.2', stock: 100 }, 0.2),
];

/** Every world, in the order of the report. */
export const WORLDS: readonly World[] = [
  ...HEADLINES,
  ...OTHER_DEMAND,
  ...CHANGES,
  ...RESTOCKS,
  ...RHYTHMS,
  ...WRONG_MODELS,
  ...WRONG_SLOPES,
  FLAT,
  ...NO_USE,
  ...LAST_UNITS,
];

/** @throws RangeError for an unknown world */
export function worldOf(id: string): World {
  const found = WORLDS.find((each) => each.id === id);
  if (found === undefined)
    throw new RangeError(`no world is called ${id}; there is ${WORLDS.map((each) => each.id).join(', ')}`);
  return found;
}
