import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { horizonText } from '../../../domain/context/evidence-text.ts';
import { type Horizon, horizonOf } from '../../../domain/context/horizon.ts';
import { proposeFrom } from '../../../domain/proposals/answered.ts';
import { questionFor } from '../../../domain/proposals/model-question.ts';
import { HOUR_MS, readableTime, shift } from '../../../domain/values/time.ts';
import { inventory, NOW, on, policy, product, proposal, reprice, state } from './make.ts';

const at = (hours: number): string => shift(NOW, hours * HOUR_MS);
const weekly = { sold: 30, deliveredAt: at(-100), intervals: [168, 160, 176] };
const terms = (model: object = {}) => policy({ model: { use: true, ...model } });

const short = ({ kind, hours }: Horizon) => [kind, hours];
const of = (
  goods: Parameters<typeof product>[0],
  supply?: object,
  changes: Partial<Parameters<typeof on>[0]> = {},
) =>
  horizonOf(
    on({
      product: product(goods),
      policy: terms(),
      state: state(supply ? { supply: supply as typeof weekly } : {}),
      event: reprice(),
      ...changes,
    }),
  );

describe('the time to sell in', () => {
  it.each([
    ['is the policy’s where nothing is known', {}, undefined, ['policy', 24]],
    ['ends with the sale', { saleEndsAt: at(6) }, undefined, ['sale-end', 6]],
    [
      'ends with the sale before goods come',
      { saleEndsAt: at(6), nextDeliveryAt: at(7) },
      weekly,
      ['sale-end', 6],
    ],
    [
      'ends when goods come before the sale ends',
      { saleEndsAt: at(60), nextDeliveryAt: at(7) },
      undefined,
      ['next-delivery', 7],
    ],
    ['ends with an announced delivery', { nextDeliveryAt: at(30) }, weekly, ['next-delivery', 30]],
    [
      'takes the event’s word before that of the catalog',
      { nextDeliveryAt: at(30) },
      { ...weekly, expectedAt: at(50) },
      ['next-delivery', 50],
    ],
    [
      'ignores a delivery that is past',
      { nextDeliveryAt: NOW },
      { sold: 1, expectedAt: at(-1) },
      ['policy', 24],
    ],
    [
      'ends with the interval after the last delivery',
      { replenishmentHours: 120 },
      weekly,
      ['restock-interval', 20],
    ],
    [
      'is a whole interval before a delivery was seen',
      { replenishmentHours: 120 },
      undefined,
      ['restock-interval', 120],
    ],
    [
      'ends at the next turn where a delivery did not come',
      { replenishmentHours: 40 },
      weekly,
      ['restock-interval', 20],
    ],
    ['ends with the usual interval', {}, weekly, ['learned', 68]],
  ] as [string, object, object | undefined, [string, number]][])('%s', (_, goods, supply, expected) => {
    expect(short(of(goods, supply))).toEqual(expected);
  });

  it('counts the delivery and the time that the event itself reports', () => {
    const few = state({ stock: 3, supply: { sold: 80, deliveredAt: at(-400), expectedAt: at(2) } });
    const goods = product({ replenishmentHours: 168 });
    const told = (changes: object) =>
      short(horizonOf(on({ product: goods, policy: terms(), state: few, event: inventory(changes) })));
    expect(told({ stock: 90 })).toEqual(['restock-interval', 168]);
    expect(told({ stock: 2, expectedRestockAt: at(11) })).toEqual(['next-delivery', 11]);
    expect(told({ stock: 2 })).toEqual(['next-delivery', 2]);
  });

  it('is never shorter than the spread of a learned interval, and gives it up after two intervals', () => {
    const since = (hours: number) => short(of({}, { ...weekly, deliveredAt: at(-hours) }));
    const spread = 1.4826 * 8;
    expect(since(167)[0]).toBe('learned');
    expect(since(167)[1]).toBeCloseTo(spread, 4);
    expect(since(335)[1]).toBeCloseTo(spread, 4);
    expect(since(336)).toEqual(['policy', 24]);
    const punctual = { ...weekly, intervals: [168, 168, 168], deliveredAt: at(-170) };
    expect(short(of({}, punctual))).toEqual(['policy', 24]);
  });

  it('is never longer than the policy looks ahead, and says what was announced', () => {
    const far = shift(NOW, 5 * 365 * 24 * HOUR_MS);
    expect(of({ nextDeliveryAt: far })).toEqual({
      kind: 'next-delivery',
      until: at(2_160),
      hours: 2_160,
      announced: far,
    });
  });

  it('does not bound the end of a sale', () => {
    expect(short(of({ saleEndsAt: at(3_000) }))).toEqual(['sale-end', 3_000]);
  });

  it('is never 0, below 0 or in the past, whatever is known', () => {
    const hours = fc.double({ min: -5_000, max: 5_000, noNaN: true });
    const intervals = fc.array(fc.double({ min: 0.01, max: 2_000, noNaN: true }), { maxLength: 7 });
    fc.assert(
      fc.property(
        fc.option(hours),
        fc.option(hours),
        fc.option(fc.double({ min: 1, max: 8_760, noNaN: true })),
        fc.record({ deliveredAt: fc.option(hours), expectedAt: fc.option(hours), intervals }),
        (sale, next, every, seen) => {
          const time = (each: number | null) => (each === null ? undefined : at(each));
          const horizon = of(
            {
              saleEndsAt: time(sale),
              nextDeliveryAt: time(next),
              replenishmentHours: every ?? undefined,
            },
            { sold: 1, ...seen, deliveredAt: time(seen.deliveredAt), expectedAt: time(seen.expectedAt) },
          );
          expect(horizon.until > NOW).toBe(true);
          expect(horizon.hours).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe('a proposal of the model', () => {
  const asked = (goods: object) => {
    const here = on({ product: product({ baselineUnitsPerHour: 2, ...goods }), policy: terms() });
    const traits = { priceRatio: { lowest: 0.5, highest: 2 }, dependsOnTime: false };
    const question = questionFor(here, traits);
    const indices = [...question.candidates, question.reference].map((price) => (price / 1_000) ** -2);
    return { question, made: proposeFrom(here, question, { ...traits, indices }, 'demand@1') };
  };

  it('says which horizon was used, and until when', () => {
    const { question, made } = asked({ nextDeliveryAt: at(30) });
    expect(question.hoursLeft).toBe(30);
    expect(made.evidence).toMatchObject({ horizon: 'next-delivery', until: at(30), hoursLeft: 30 });
    expect(made.evidence).not.toHaveProperty('announced');
    expect(horizonText(made, readableTime)).toBe('2026-11-23 18:00:00 UTC: the next goods are announced');
  });

  it('says what was announced where the policy does not look as far', () => {
    const { made } = asked({ nextDeliveryAt: at(3_000) });
    expect(horizonText(made, readableTime)).toBe(
      '2027-02-20 12:00:00 UTC: the next goods are announced; announced for 2027-03-27 12:00:00 UTC, further away than the policy looks',
    );
  });

  it('of an older record has no text for it', () => {
    expect(horizonText(proposal(1_000, { evidence: { hoursLeft: 24 } }), readableTime)).toBeUndefined();
  });
});
