import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecisionRecord } from '../../../domain/decision/judge-again.ts';
import { verifyDecision } from '../../../domain/decision/verified-decision.ts';
import { Policy } from '../../../domain/policy/policy.ts';
import { PriceState } from '../../../domain/state/price-state.ts';
import { priceDesk } from '../../../lab/simulation/policies/price-desk.ts';
import { elasticModel } from '../../fakes/demand-models.ts';
import { after } from './learning.ts';
import { product } from './make.ts';

const shipped = JSON.parse(
  readFileSync(new URL('../../../local/default-policy.json', import.meta.url), 'utf8'),
);

/** What a model makes of its healthy answers. */
const ANSWERS = {
  healthy: (indices: number[]) => indices,
  rising: (indices: number[]) => [...indices].reverse(),
  flat: (indices: number[]) => indices.map(() => 1),
  zero: (indices: number[]) => indices.map(() => 0),
  'not a number': (indices: number[]) => indices.map((index, at) => (at === 3 ? Number.NaN : index)),
  huge: (indices: number[]) => indices.map((index) => index * 1e8),
  tiny: (indices: number[]) => indices.map((index) => index * 1e-300),
  steep: (indices: number[]) => indices.map((index) => index ** 20),
  none: (): number[] => {
    throw Object.assign(new Error('no answer in time'), { name: 'ModelTimeout' });
  },
};
type Answer = keyof typeof ANSWERS;
const names = Object.keys(ANSWERS) as Answer[];

const step = fc.record({
  kind: fc.constantFrom(
    'sale' as const,
    'sale' as const,
    'tick' as const,
    'restock' as const,
    'last units' as const,
  ),
  hours: fc.oneof(
    fc.constant(0),
    fc.double({ min: 1e-6, max: 1, noNaN: true }),
    fc.double({ min: 1, max: 200, noNaN: true }),
  ),
  count: fc.integer({ min: 1, max: 30 }),
  answer: fc.oneof(fc.constant('healthy' as const), fc.constantFrom(...names)),
});
const setting = fc.record({
  baselineUnitsPerHour: fc.constantFrom(1e-9, 0.01, 4, 900, 1e6),
  slopeShift: fc.constantFrom(-5, 0, 5),
  slopeSd: fc.constantFrom(0.01, 0.7, 5),
  by: fc.constantFrom('at-once' as const, 'itself' as const),
  explores: fc.boolean(),
  saleHours: fc.constantFrom(0, 48, 1_000),
});

const NAMED =
  /^(NoDemandSignal|NoCandidates|SenselessAnswer|ModelUncalibrated|ModelTimeout|ModelUnavailable):/;
const asStored = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));

describe('whatever a model answers, under the shipped policy', () => {
  it('a decision is a number or a named failure, is stored as it is, and is the same when judged again', async () => {
    const seen = { decisions: 0, lastUnits: 0, experiments: 0, fallbacks: 0 };
    await fc.assert(
      fc.asyncProperty(
        setting,
        fc.array(step, { minLength: 5, maxLength: 25, size: 'max' }),
        async ({ by, explores, saleHours, ...trained }, steps) => {
          const elastic = elasticModel();
          let answer: Answer = 'healthy';
          const predict: typeof elastic.predict = async (...asked) =>
            ANSWERS[answer](await elastic.predict(...asked));
          const explore = { productsPercent: 100, untilSd: 0.01, budgetPercent: 10 };
          const terms = {
            product: product({
              ...trained,
              ...(saleHours > 0 ? { saleStartsAt: after(0), saleEndsAt: after(saleHours) } : {}),
            }),
            policy: Policy.parse({
              ...{ ...shipped, version: 1, mode: 'live', goLive: { ...shipped.goLive, by } },
              model: { ...shipped.model, calibration: undefined, ...(explores ? { explore } : {}) },
            }),
          };
          const desk = priceDesk({ ...terms, models: [{ ...elastic, predict }] });
          let [hours, stock, sequence] = [0, 40, 0];
          const judge = async (fields: object): Promise<void> => {
            const at = after(hours);
            const eventId = `e${seen.decisions}`;
            const event = { productId: 'SKU1', eventId, acceptedAt: at, ...fields } as Parameters<
              typeof desk.handle
            >[0];
            const on = asStored({ ...terms, state: desk.state(), loadedAt: at });
            const { proposal, decision } = await desk.handle(event, at);
            seen.decisions += 1;
            if (proposal?.fallbackReason !== undefined) {
              seen.fallbacks += 1;
              expect(proposal.fallbackReason).toMatch(NAMED);
            }
            if (proposal?.demand?.experiment) seen.experiments += 1;
            if (proposal?.curve?.[0]?.valueOfRest !== undefined) seen.lastUnits += 1;
            // A number that is not finite would be null.
            expect(asStored(decision)).toEqual(decision);
            expect(PriceState.parse(asStored(desk.state()))).toEqual(desk.state());
            const record = asStored({ event, on, proposedOn: on, proposal: proposal ?? undefined, decision });
            expect(await verifyDecision(record as DecisionRecord, 'now')).toMatchObject({ result: 'same' });
          };
          const tell = async (units: number): Promise<void> => {
            stock = units;
            sequence += 1;
            await judge({ kind: 'inventory', stock, sequence, occurredAt: after(hours) });
          };
          await judge({ kind: 'seed' });
          await tell(stock);
          for (const { kind, hours: more, count, answer: next } of steps) {
            [hours, answer] = [hours + more, next];
            if (kind === 'tick') await judge({ kind: 'reprice', why: 'time has passed' });
            else
              await tell(
                { sale: Math.max(0, stock - count), restock: stock + count, 'last units': count % 14 }[kind],
              );
          }
        },
      ),
      { numRuns: 60 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
  });
});
