import type { Catalog } from '../adapters/catalog.ts';
import type { Clock } from '../adapters/clock.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { healthTally, type ModelHealth } from '../domain/context/model-health.ts';

/**
 * Sums the expected and actual sales of each model over all products. Policies use the result. Also reports the products that the
 * watchdog has stopped.
 */
export const checkModels =
  (deps: {
    catalog: Catalog;
    priceStates: PriceStates;
    clock: Clock;
    report(health: ModelHealth[], stopped: string[]): void;
  }) =>
  async (): Promise<{ models: ModelHealth[] }> => {
    const tally = healthTally(deps.clock());
    const stopped: string[] = [];
    for await (const state of deps.priceStates.all()) {
      tally.add(state);
      if (state.standing?.kind === 'stopped') stopped.push(state.productId);
    }
    const models = tally.health();
    await deps.catalog.putModelHealth(models);
    deps.report(models, stopped);
    return { models };
  };
