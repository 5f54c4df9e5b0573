import { describe, expect, it } from 'vitest';
import {
  askModel,
  type DemandModel,
  type Models,
  modelAt,
  modelName,
} from '../../../adapters/demand-models.ts';
import { type Circumstances, Context } from '../../../domain/context/circumstances.ts';
import { candidatePrices } from '../../../domain/demand/demand.ts';
import type { PriceEvent } from '../../../domain/events/price-event.ts';
import { proposeByModel } from '../../../domain/proposals/model-proposal.ts';
import { questionFor } from '../../../domain/proposals/model-question.ts';
import { UnknownModel } from '../../../domain/values/errors.ts';
import { HOUR_MS, shift } from '../../../domain/values/time.ts';
import { featureNames, type ModelContract } from '../../../model/features.ts';
import { predictPrice } from '../../../tasks/predict-price.ts';
import { CONTRACT, elasticModel } from '../../fakes/demand-models.ts';
import { inForce, inventory, NOW, on, policy, product, state } from '../domain/make.ts';

const known = product({ baselineUnitsPerHour: 2, saleEndsAt: shift(NOW, 6 * HOUR_MS) });
const using = (model: object = {}) => policy({ model: { use: true, candidates: 5, ...model } });
const circumstances = (changes: Partial<Circumstances> = {}) =>
  on({ product: known, policy: using(), ...changes });

interface Call {
  rows: Record<string, number>[];
  count: number;
  timeoutMs: number;
}

/** A model that answers each row by `index`, and records its questions. */
function recording(
  contract: Partial<ModelContract>,
  index: (row: Record<string, number>, at: number) => number,
) {
  const calls: Call[] = [];
  const whole = { ...CONTRACT, ...contract };
  const names = featureNames(whole);
  const model: DemandModel = {
    endpoint: 'demand',
    contract: whole,
    async predict(csv, count, timeoutMs) {
      const rows = csv
        .split('\n')
        .map((line) =>
          Object.fromEntries(line.split(',').map((cell, at) => [names[at] ?? '', Number(cell)])),
        );
      calls.push({ rows, count, timeoutMs });
      return rows.map(index);
    },
  };
  return { model, calls };
}

/** 20 for the first row, 1 less for each later one, at least 1. */
const falling = (_: unknown, at: number) => Math.max(1, 20 - at);

describe('the model behind an endpoint', () => {
  const models: Models = [elasticModel('first'), elasticModel('second')];

  it('is the first deployed where none is named, else the one that is', () => {
    expect(modelAt(models, undefined).endpoint).toBe('first');
    expect(modelAt(models, 'second').endpoint).toBe('second');
  });

  it('is named with those that there are, where it is not deployed', () => {
    expect(() => modelAt(models, 'third')).toThrow(UnknownModel);
    expect(() => modelAt(models, 'third')).toThrow('no model is deployed as third; there is first, second');
  });

  it('goes by its endpoint and version', () => {
    expect(modelName(elasticModel('first'))).toBe('first@0123456789ab');
  });
});

describe('a model that is asked', () => {
  it('is asked in one request for candidates, the price in force, and the price in force over time', async () => {
    const { model, calls } = recording({ interval: 'hour' }, falling);
    await askModel(model, circumstances({ state: state({ price: inForce(870) }) }));
    expect(calls).toHaveLength(1);
    const prices = calls[0]?.rows.map((row) => Math.round(1_000 * Math.exp(row['log_price_ratio'] ?? 0)));
    expect(prices).toEqual([...candidatePrices(600, 1_300, 5), ...Array(7).fill(870)]);
    expect(calls[0]?.count).toBe(12);
  });

  it('is given as long as the policy says', async () => {
    const { model, calls } = recording({}, falling);
    await askModel(model, circumstances({ policy: using({ timeoutMs: 77 }) }));
    expect(calls[0]?.timeoutMs).toBe(77);
  });

  it('is told that a sale runs, and of the hour and the day', async () => {
    const { model, calls } = recording({ interval: 'hour', promo: true }, falling);
    const noon = { promo: 1, sunday: 1, hour_cos_1: -1 };
    await askModel(model, circumstances());
    expect(calls[0]?.rows[0]).toMatchObject(noon);
    await askModel(model, circumstances({ product: product({ baselineUnitsPerHour: 2 }) }));
    expect(calls[1]?.rows[0]).toMatchObject({ ...noon, promo: 0 });
  });

  it('is told of the category, where it has columns for it', async () => {
    const { model, calls } = recording({ categories: ['kitchen', 'garden'] }, falling);
    await askModel(model, circumstances());
    expect(calls[0]?.rows[0]).toMatchObject({ 'category:kitchen': 1, 'category:garden': 0 });
  });

  it('has each answer taken for the row that it was asked of', async () => {
    const { model } = recording({ interval: 'hour' }, falling);
    const { curve = [], demand, evidence } = await askModel(model, circumstances());
    expect(curve.map(({ unitsPerHour }) => unitsPerHour)).toEqual([40, 38, 36, 34, 32]);
    expect(demand?.reference.index).toBe(15);
    expect(evidence['busyness']).toBeCloseTo((14 + 13 + 12 + 11 + 10 + 9) / 6 / 15, 9);
  });

  it('has the answer at the recent price taken for the level, and those over time after it', async () => {
    const { model, calls } = recording({ interval: 'hour' }, falling);
    const recent = { units: 6, hours: 3, priceHours: 2_700 };
    const { baselineUnitsPerHour: _, ...without } = known;
    const { demand, evidence } = await askModel(
      model,
      circumstances({ product: without, state: state({ salesRate: recent, stockAt: NOW }) }),
    );
    expect(1_000 * Math.exp(calls[0]?.rows[6]?.['log_price_ratio'] ?? 0)).toBeCloseTo(900, 2);
    const at = Math.log(900 / 1_000);
    const soldAt = { units: at, hours: at, variance: 0 };
    expect(demand?.startFrom).toEqual({ units: 6, indexHours: 3 * 14, soldAt });
    expect(evidence['busyness']).toBeCloseTo((13 + 12 + 11 + 10 + 9 + 8) / 6 / 15, 9);
  });

  it('proposes what the domain makes of its answer, with what it was told', async () => {
    const proposed = await askModel(elasticModel(), circumstances());
    const question = questionFor(circumstances(), { priceRatio: CONTRACT.priceRatio, dependsOnTime: false });
    const index = (price: number) =>
      Math.exp(-2 * Number(Math.fround(Math.log(price / 1_000)).toPrecision(9)));
    const answer = { candidates: question.candidates.map(index), reference: 1, times: [] };
    const expected = proposeByModel(circumstances(), question, answer, 'demand@0123456789ab');
    expect(proposed).toMatchObject({
      amount: expected.amount,
      curve: expected.curve,
      demand: expected.demand,
    });
    expect(proposed.evidence).toMatchObject({
      ...expected.evidence,
      category: 'kitchen',
      listPrice: 1_000,
      promo: true,
      at: NOW,
    });
  });

  it('is asked for no price beyond those of its training', async () => {
    const { model, calls } = recording({ priceRatio: { lowest: 0.9, highest: 1.1 } }, falling);
    await askModel(model, circumstances());
    const ratios = calls[0]?.rows.slice(0, 5).map((row) => Math.exp(row['log_price_ratio'] ?? 0)) ?? [];
    expect([Math.min(...ratios), Math.max(...ratios)]).toEqual([
      expect.closeTo(0.9, 6),
      expect.closeTo(1.1, 6),
    ]);
  });

  it('has its error passed on', async () => {
    const broken = { ...elasticModel(), predict: () => Promise.reject(new TypeError('broken')) };
    await expect(askModel(broken, circumstances())).rejects.toThrow('broken');
  });
});

describe('the prediction of a price', () => {
  const models: Models = [elasticModel('first', 2), elasticModel('second', 4)];
  const predict = predictPrice({ models, clock: () => NOW });
  const context = (model: object = {}, changes: object = {}): Context =>
    Context.parse({ product: known, policy: using(model), state: state(), ...changes });
  const event: PriceEvent = inventory();
  const unhealthy = (model: string) => ({ model, products: 1, soldUnits: 0, expectedUnits: 500, at: NOW });

  it('is by the first model, or by the one that the policy names', async () => {
    const byFirst = await predict({ event, context: context() });
    const bySecond = await predict({ event, context: context({ endpoint: 'second' }) });
    expect([byFirst.by, bySecond.by]).toEqual(['first@0123456789ab', 'second@0123456789ab']);
    expect(bySecond.amount).toBeLessThan(byFirst.amount ?? 0);
  });

  it('fails where the policy names a model that is not deployed', async () => {
    await expect(predict({ event, context: context({ endpoint: 'third' }) })).rejects.toThrow(
      expect.objectContaining({ name: 'UnknownModel' }),
    );
  });

  it('fails where the model is switched off for its calibration, and does not ask it', async () => {
    const { model, calls } = recording({}, () => 1);
    const asked = predictPrice({ models: [model], clock: () => NOW });
    const off = context({ calibration: {} }, { modelHealth: [unhealthy('demand@0123456789ab')] });
    await expect(asked({ event, context: off })).rejects.toThrow(
      expect.objectContaining({ name: 'ModelUncalibrated' }),
    );
    expect(calls).toEqual([]);
  });

  it.each([
    ['another model is switched off', { calibration: {} }, [unhealthy('second@0123456789ab')]],
    ['the policy asks for no calibration', {}, [unhealthy('first@0123456789ab')]],
    ['the health was not read', { calibration: {} }, undefined],
  ])('is made where %s', async (_, model, modelHealth) => {
    const { by } = await predict({ event, context: context(model, modelHealth ? { modelHealth } : {}) });
    expect(by).toBe('first@0123456789ab');
  });

  it('has less time left the later it is made', async () => {
    const later = predictPrice({ models, clock: () => shift(NOW, 2 * HOUR_MS) });
    const [now, then] = [
      await predict({ event, context: context() }),
      await later({ event, context: context() }),
    ];
    expect([now.evidence['hoursLeft'], then.evidence['hoursLeft']]).toEqual([6, 4]);
  });
});
