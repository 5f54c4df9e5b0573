import { describe, expect, it } from 'vitest';
import type { Proposal } from '../../../domain/context/proposal.ts';
import { bestCandidate } from '../../../domain/demand/demand.ts';
import { expectedAt } from '../../../domain/proposals/expected-at.ts';
import { proposal } from './make.ts';

const on = { stock: 20, hours: 2 * 1.5, unitCost: 400 };
const shape = 1 / 0.5 ** 2;
const { curve } = bestCandidate(
  [
    { price: 900, unitsPerHour: 12, shape },
    { price: 1_000, unitsPerHour: 10, shape },
    { price: 1_100, unitsPerHour: 8, shape },
  ],
  on,
);
const made = (changes: Partial<Proposal> = {}): Proposal =>
  proposal(1_000, {
    curve,
    demand: { model: 'demand@1', level: { unitsPerHour: 10, cv: 0.5 }, reference: { price: 600, index: 2 } },
    evidence: { stock: 20, hoursLeft: 2, busyness: 1.5, unitCost: 400 },
    ...changes,
  });

describe('what was expected of a price', () => {
  it.each(curve.map((point) => [point.price, point] as const))(
    'at a candidate, %i, is what the curve says',
    (price, point) => {
      const expected = expectedAt(made(), price);

      expect(expected?.units).toBeCloseTo(point.expectedUnits, 9);
      expect(expected?.profit).toBeCloseTo(point.expectedProfit, 6);
      expect(expected?.asked).toBe(true);
    },
  );

  it('between candidates lies between theirs', () => {
    const units = expectedAt(made(), 950)?.units ?? 0;

    expect(units).toBeLessThan(curve[0]?.expectedUnits ?? 0);
    expect(units).toBeGreaterThan(curve[1]?.expectedUnits ?? 0);
  });

  it('is known at the price in force, which the model was asked about as well', () => {
    const [best] = bestCandidate([{ price: 600, unitsPerHour: 20, shape }], on).curve;

    expect(expectedAt(made(), 600)).toMatchObject({ profit: best?.expectedProfit, asked: true });
  });

  it('beyond them goes by the nearest, and says so', () => {
    expect(expectedAt(made(), 2_000)?.units).toBeCloseTo(curve[2]?.expectedUnits ?? 0, 9);
    expect(expectedAt(made(), 2_000)?.asked).toBe(false);
  });

  it('without a cost is revenue', () => {
    const { units = 0, profit } =
      expectedAt(made({ evidence: { ...made().evidence, stock: 50, unitCost: null } }), 1_000) ?? {};

    expect(profit).toBeCloseTo(1_000 * units, 9);
  });

  it.each<[string, Partial<Proposal>]>([
    ['rules', { source: 'rules', demand: undefined, curve: undefined }],
    ['evidence without stock', { evidence: { hoursLeft: 2, busyness: 1 } }],
    ['evidence without time', { evidence: { stock: 20, busyness: 1 } }],
    ['evidence from before busyness was kept', { evidence: { stock: 20, hoursLeft: 2 } }],
  ])('is not known of %s', (_, changes) => {
    expect(expectedAt(made(changes), 1_000)).toBeUndefined();
  });
});
