import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PriceState } from '../../../domain/state/price-state.ts';
import { type PriceDesk, priceDesk } from '../../../lab/simulation/policies/price-desk.ts';
import { elasticModel } from '../../fakes/demand-models.ts';
import { after } from './learning.ts';
import { orderFor, orderIdAt, policy, product } from './make.ts';

const START_STOCK = 1_000;
/** Maximum level without a baseline; only sales in no time reach it. */
const COUNTABLE = 1e9;
const ROUNDING = 1 + 1e-9;

const step = fc.record({
  kind: fc.constantFrom(
    'sale',
    'sale',
    'sale',
    'tick',
    'tick',
    'tick',
    'tick',
    'restock',
    'sold out',
    'roll back',
  ),
  hours: fc.oneof(
    fc.constant(0),
    fc.double({ min: 1e-6, max: 1, noNaN: true }),
    fc.double({ min: 1, max: 100, noNaN: true }),
    fc.double({ min: 100, max: 5_000, noNaN: true }),
  ),
  count: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 500 })),
  answers: fc.constantFrom(true, true, true, false),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
interface Setting {
  baselineUnitsPerHour: number | undefined;
  halfLifeHours: number | undefined;
  minimumHours: number;
  horizonHours: number;
}

const setting: fc.Arbitrary<Setting> = fc.record({
  baselineUnitsPerHour: fc.constantFrom(undefined, undefined, 0.01, 4, 900),
  halfLifeHours: fc.constantFrom(undefined, 0.01, 4, 72),
  minimumHours: fc.constantFrom(0.0005, 0.25),
  horizonHours: fc.constantFrom(0.05, 24, 720),
});

/** The proposal for one event, and whether the event carries stock. */
interface Told {
  tick: boolean;
  level: number | undefined;
  reason: string | undefined;
}

/** A product's history by hours. The model has elasticity 2, and a tenth of the demand at night. */
async function history(
  { baselineUnitsPerHour, ...model }: Setting,
  steps: readonly Step[],
): Promise<{ told: Told[]; desk: PriceDesk }> {
  const { halfLifeHours, ...rest } = model;
  let [answers, hours, stock, sequence] = [true, 0, START_STOCK, 0];
  const elastic = elasticModel();
  const predict: typeof elastic.predict = async (...asked) => {
    if (!answers) throw Object.assign(new Error('no answer in time'), { name: 'ModelTimeout' });
    const busy = Math.floor(hours / 12) % 2 === 0 ? 1 : 0.1;
    return (await elastic.predict(...asked)).map((index) => index * busy);
  };
  const desk = priceDesk({
    product: product(baselineUnitsPerHour === undefined ? {} : { baselineUnitsPerHour }),
    policy: policy({
      model: { use: true, ...rest, level: halfLifeHours === undefined ? {} : { halfLifeHours } },
      rules: [{ kind: 'overstock', above: 1, discountPercent: 5 }],
    }),
    models: [{ ...elastic, predict }],
  });
  const told: Told[] = [];
  const handle = async (fields: { kind: string } & Record<string, unknown>) => {
    const at = after(hours);
    const event = { productId: 'SKU1', eventId: `${told.length}`, acceptedAt: at, ...fields };
    const order = orderFor(event, desk.state().price?.revision ?? 0, { givenAt: at });
    const { proposal } = await desk.handle(event as Parameters<typeof desk.handle>[0], at, order);
    const level = proposal?.demand?.level.unitsPerHour;
    told.push({ tick: fields.kind === 'reprice', level, reason: proposal?.fallbackReason });
  };
  const tell = async (units: number) => {
    stock = units;
    sequence += 1;
    await handle({ kind: 'inventory', stock, sequence, occurredAt: after(hours) });
  };
  await handle({ kind: 'seed' });
  await tell(START_STOCK);
  hours += 0.5;
  await tell(START_STOCK - 20);
  for (const { kind, hours: more, count, answers: does } of steps) {
    [hours, answers] = [hours + more, does];
    if (kind === 'tick') await handle({ kind: 'reprice', why: 'time has passed' });
    else if (kind === 'roll back')
      await handle({ kind: 'rollback', orderId: orderIdAt('rollback', 700 + count) });
    else await tell({ sale: Math.max(0, stock - count), restock: stock + count, 'sold out': 0 }[kind]);
  }
  return { told, desk };
}

describe('whatever the history of a product', () => {
  it('its level is a number within bounds, never rises in silence, and a healthy model is never called senseless', async () => {
    const seen = { levels: 0, silences: 0 };
    await fc.assert(
      fc.asyncProperty(
        setting,
        fc.array(step, { minLength: 10, maxLength: 40, size: 'max' }),
        async (given, steps) => {
          const { told, desk } = await history(given, steps);
          const { baselineUnitsPerHour: baseline } = given;
          const [lowest, highest] = baseline === undefined ? [0, COUNTABLE] : [0.1 * baseline, 10 * baseline];
          let seenLevel: number | undefined;
          for (const { tick, level, reason } of told) {
            expect(reason ?? '').not.toMatch(/^SenselessAnswer|no sales at the recent price/);
            if (!tick) seenLevel = level;
            if (level === undefined) continue;
            seen.levels += 1;
            expect(level).toBeGreaterThan(0);
            expect(level).toBeGreaterThanOrEqual(lowest / ROUNDING);
            expect(level).toBeLessThanOrEqual(highest * ROUNDING);
            if (!tick || seenLevel === undefined) continue;
            seen.silences += 1;
            expect(level).toBeLessThanOrEqual(Math.max(seenLevel, baseline ?? 0) * ROUNDING);
          }
          const stored: unknown = JSON.parse(JSON.stringify(desk.state()));
          expect(PriceState.parse(stored)).toEqual(stored);
          const { units = 0, indexHours = 0 } = desk.state().demand?.sales ?? {};
          // DynamoDB refuses smaller numbers except 0.
          for (const kept of [units, indexHours]) expect(kept === 0 || kept > 1e-130).toBe(true);
        },
      ),
      { numRuns: 400 },
    );
    expect(Math.min(seen.levels, seen.silences)).toBeGreaterThan(200);
  });
});

describe('the level of demand in silence', () => {
  const ticks = (count: number, answers = true): Step[] =>
    Array.from({ length: count }, () => ({ kind: 'tick', hours: 0.25, count: 1, answers }));
  const sale: Step = { kind: 'sale', hours: 0.25, count: 20, answers: true };
  const levels = async (
    baselineUnitsPerHour: number | undefined,
    halfLifeHours: number | undefined,
    steps: Step[],
  ) => {
    const settings = { baselineUnitsPerHour, halfLifeHours, minimumHours: 0.25, horizonHours: 24 };
    const { told } = await history(settings, steps);
    return told.slice(-12).map(({ level }) => level ?? Number.NaN);
  };

  it.each([
    ['with a baseline', 50, undefined],
    ['with a baseline, and forgetting', 50, 4],
    ['without a baseline', undefined, undefined],
    ['without a baseline, and forgetting', undefined, 4],
  ])('falls with every tick, %s', async (_, baseline, halfLife) => {
    const each = await levels(baseline, halfLife, [sale, sale, sale, ...ticks(12)]);
    for (const [at, level] of each.slice(1).entries()) expect(level).toBeLessThan(each[at] ?? Number.NaN);
  });

  it.each([
    ['with a baseline', 50],
    ['without a baseline', undefined],
  ])('falls too where the model failed once and the rules set another price, %s', async (_, baseline) => {
    const failed = [sale, sale, sale, ...ticks(12), ...ticks(1, false), ...ticks(12)];
    const each = await levels(baseline, 4, failed);
    for (const [at, level] of each.slice(1).entries()) expect(level).toBeLessThan(each[at] ?? Number.NaN);
  });
});
