import type { Catalog } from '../adapters/catalog.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { healthTally, type ModelHealth } from '../domain/model-health.ts';
import type { Clock } from './clock.ts';

/** Sums up over all products what each model had expected to sell and what was sold, for policies to go by. */
export const checkModels =
  (need: { catalog: Catalog; priceStates: PriceStates; clock: Clock; report(health: ModelHealth[]): void }) =>
  async (): Promise<{ models: ModelHealth[] }> => {
    const tally = healthTally(need.clock());
    for await (const state of need.priceStates.all()) tally.add(state);
    const models = tally.health();
    await need.catalog.putModelHealth(models);
    need.report(models);
    return { models };
  };
