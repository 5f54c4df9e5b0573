import type { DemandModel } from '../../adapters/demand-models.ts';
import { FEATURE_CONTRACT_VERSION, type ModelContract } from '../../model/features.ts';

export const CONTRACT: ModelContract = {
  featureContractVersion: FEATURE_CONTRACT_VERSION,
  version: '0123456789ab',
  kind: 'log-linear',
  categories: [],
  interval: 'week',
  promo: false,
  priceRatio: { lowest: 0.3, highest: 3 },
};

/** A model with the single feature `log_price_ratio`, whose index at the list price is 1. */
export const elasticModel = (endpoint = 'demand', elasticity = 2): DemandModel => ({
  endpoint,
  contract: CONTRACT,
  predict: async (csv) => csv.split('\n').map((row) => Math.exp(-elasticity * Number(row.split(',')[0]))),
});
