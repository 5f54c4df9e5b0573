import { describe, expect, it } from 'vitest';
import { candidatePrices } from '../../../domain/demand/demand.ts';
import { checkAnswer } from '../../../domain/proposals/answer-check.ts';
import { priceDesk } from '../../../lab/simulation/policies/price-desk.ts';
import { elasticModel } from '../../fakes/demand-models.ts';
import { after } from './learning.ts';
import { hoursAgo, NOW, on, policy, product, state } from './make.ts';

const prices = candidatePrices(600, 1_300, 25);
const elastic = (elasticity: number, at = prices) => at.map((price) => (price / 1_000) ** -elasticity);
interface Known {
  at?: number[];
  calibration?: object;
  learned?: { sold: number; expected: number };
}
const check = (indices: number[], { at = prices, calibration = {}, learned }: Known = {}) =>
  checkAnswer(
    on({
      state: state(
        Object.keys(calibration).length > 0 ? { demand: { calibration: calibration as never } } : {},
      ),
    }),
    { prices: at, indices },
    'demand@1',
    learned,
  );

describe('an answer of the model', () => {
  it.each([0.11, 0.5, 2, 8])('is taken where demand falls with elasticity %d', (elasticity) => {
    expect(() => check(elastic(elasticity))).not.toThrow();
  });

  it('is taken where demand falls in steps, one of which rises a little', () => {
    const steps = elastic(2).map((index, at) => (at === 12 ? index * 1.1 : index));
    expect(() => check(steps)).not.toThrow();
  });

  it.each([
    ['rises', -0.5, 'SenselessAnswer', 'the model expects more sales at higher prices: elasticity -0.50'],
    ['is flat', 0, 'SenselessAnswer', 'the model expects the same sales at any price: elasticity 0.00'],
    ['hardly falls', 0.09, 'SenselessAnswer', 'the same sales at any price: elasticity 0.09'],
  ])('is refused where demand %s', (_, elasticity, name, message) => {
    expect(() => check(elastic(elasticity))).toThrow(
      expect.objectContaining({ name, message: expect.stringContaining(message) }),
    );
  });

  it('is not judged by its slope over prices within 10% of each other', () => {
    const near = candidatePrices(950, 1_000, 5);
    expect(() => check(elastic(0, near), { at: near })).not.toThrow();
  });

  const told = (soldUnits: number, expectedUnits: number, model = 'demand@1') => ({
    calibration: { model, soldUnits, expectedUnits, at: NOW },
  });

  it.each([
    [84, 1],
    [154, 1],
    [21, 2],
    [1, 25],
    [0, 25],
  ])('is refused while %d units were sold where %d were expected', (sold, expected) => {
    expect(() => check(elastic(2), told(sold, expected))).toThrow(
      expect.objectContaining({
        name: 'ModelUncalibrated',
        message: `sales contradict the model: ${sold}.0 units sold where it expected ${expected}.0`,
      }),
    );
  });

  it.each([
    ['few were sold or expected', told(19, 0.1)],
    ['the sales are less than ten times the expected ones', told(100, 11)],
    ['another model expected them', told(154, 1, 'demand@2')],
    ['the level learned explains them', { ...told(154, 1), learned: { sold: 154, expected: 16 } }],
    ['their evidence has faded', { calibration: { ...told(84, 1).calibration, at: hoursAgo(72) } }],
  ])('is taken where %s', (_, memory) => {
    expect(() => check(elastic(2), memory)).not.toThrow();
  });

  it('is refused where the level learned, at its bound, does not explain the sales either', () => {
    const learned = { sold: 154, expected: 15 };
    expect(() => check(elastic(2), { ...told(154, 1), learned })).toThrow(
      expect.objectContaining({ name: 'ModelUncalibrated' }),
    );
  });

  it('is taken all through a flash sale that sells 40 times what its baseline says', async () => {
    const desk = priceDesk({
      product: product({ baselineUnitsPerHour: 5, saleStartsAt: NOW, saleEndsAt: after(24) }),
      policy: policy({ model: { use: true, minimumHours: 0 } }),
      models: [elasticModel()],
    });
    const tell = (stock: number, sequence: number, hours: number) =>
      desk.handle(
        {
          ...{ kind: 'inventory', productId: 'SKU1', eventId: `e${sequence}`, stock, sequence },
          ...{ occurredAt: after(hours), acceptedAt: after(hours) },
        },
        after(hours),
      );
    await tell(400, 1, 0);
    for (let report = 1; report <= 10; report++) {
      const { proposal } = await tell(400 - 20 * report, report + 1, report / 10);
      expect(proposal?.source).toBe('model');
    }
  });
});
