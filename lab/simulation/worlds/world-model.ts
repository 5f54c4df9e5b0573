import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';
import type { DemandModel } from '../../../adapters/demand-models.ts';
import { ModelTimeout } from '../../../domain/values/errors.ts';
import {
  dependsOnTime,
  FEATURE_CONTRACT_VERSION,
  featureNames,
  type ModelContract,
} from '../../../model/features.ts';
import type { World } from './world.ts';

/** The model, except that it does not answer a `share` of the questions in time: the same ones for the same seed. */
export function failingModel(model: DemandModel, share: number, seed: number): DemandModel {
  const generator = mersenne(seed);
  const predict: DemandModel['predict'] = async (...question) => {
    if (uniformFloat64(generator) < share) throw new ModelTimeout('no answer in time');
    return model.predict(...question);
  };
  return { ...model, predict };
}

/** A demand model with the belief of the world's retailer. It reads feature rows as a deployed model does. */
export function modelOf({ belief, percentOfList }: Pick<World, 'belief' | 'percentOfList'>): DemandModel {
  const contract: ModelContract = {
    featureContractVersion: FEATURE_CONTRACT_VERSION,
    version: '0123456789ab',
    kind: 'log-linear',
    categories: [],
    interval: belief.busyHours ? 'hour' : 'week',
    promo: false,
    priceRatio: { lowest: percentOfList.lowest / 100, highest: percentOfList.highest / 100 },
  };
  const names = featureNames(contract);
  const [ratio, sin, cos] = ['log_price_ratio', 'hour_sin_1', 'hour_cos_1'].map((name) =>
    names.indexOf(name),
  ) as [number, number, number];
  const busy = (cells: string[]): number => {
    if (!dependsOnTime(contract)) return 1;
    const hour = Math.round((Math.atan2(Number(cells[sin]), Number(cells[cos])) * 12) / Math.PI);
    return belief.busyHours?.[(hour + 24) % 24] ?? 1;
  };
  const answer = (row: string): number => {
    const cells = row.split(',');
    return belief.index(Math.exp(Number(cells[ratio]))) * busy(cells);
  };
  return { endpoint: 'simulated', contract, predict: async (csv) => csv.split('\n').map(answer) };
}
