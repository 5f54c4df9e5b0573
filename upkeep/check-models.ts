import type { Catalog } from '../adapters/catalog.ts';
import type { Clock } from '../adapters/clock.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { healthTally, type ModelHealth } from '../domain/context/model-health.ts';

/** Sums the expected and actual sales of each model over all products. Policies use the result. */
export const checkModels =
  (deps: { catalog: Catalog; priceStates: PriceStates; clock: Clock; report(health: ModelHealth[]): void }) =>
  async (): Promise<{ models: ModelHealth[] }> => {
    const tally = healthTally(deps.clock());
    for await (const state of deps.priceStates.all()) tally.add(state);
    const models = tally.health();
    await deps.catalog.putModelHealth(models);
    deps.report(models);
    return { models };
  };
