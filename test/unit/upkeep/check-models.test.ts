import { expect, it } from 'vitest';
import type { ModelHealth } from '../../../domain/context/model-health.ts';
import { begun } from '../../../domain/standing/standing.ts';
import { checkModels } from '../../../upkeep/check-models.ts';
import { type CatalogData, memoryCatalog } from '../../fakes/memory-catalog.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { NOW, state } from '../domain/make.ts';

const selling = (productId: string, soldUnits: number) =>
  state({ productId, demand: { calibration: { model: 'demand@1', soldUnits, expectedUnits: 4, at: NOW } } });

function checking(states: Record<string, ReturnType<typeof state>>, modelHealth: ModelHealth[] = []) {
  const data: CatalogData = { products: {}, policies: {}, modelHealth };
  const reported: ModelHealth[][] = [];
  const stoppedOf: string[][] = [];
  const check = checkModels({
    catalog: memoryCatalog(data),
    priceStates: memoryPriceStates(states),
    clock: () => NOW,
    report(health, stopped) {
      reported.push(health);
      stoppedOf.push(stopped);
    },
  });
  return { data, reported, stoppedOf, check };
}

it('sums up all products, puts it where policies look, reports it and answers it', async () => {
  const { data, reported, check } = checking({
    SKU1: selling('SKU1', 3),
    SKU2: selling('SKU2', 5),
    SKU3: state({ productId: 'SKU3' }),
  });
  const models = [{ model: 'demand@1', products: 2, soldUnits: 8, expectedUnits: 8, at: NOW }];
  expect(await check()).toEqual({ models });
  expect(data.modelHealth).toEqual(models);
  expect(reported).toEqual([models]);
});

it('forgets the health of a model that no product speaks of any more', async () => {
  const old = { model: 'old@1', products: 1, soldUnits: 1, expectedUnits: 1, at: NOW };
  const { data, check } = checking({ SKU1: state() }, [old]);
  expect(await check()).toEqual({ models: [] });
  expect(data.modelHealth).toEqual([]);
});

it('reports the products that the watchdog has stopped', async () => {
  const { stoppedOf, check } = checking({
    SKU1: state({ standing: begun('stopped', NOW) }),
    SKU2: state({ productId: 'SKU2', standing: begun('watching', NOW) }),
  });
  await check();
  expect(stoppedOf).toEqual([['SKU1']]);
});
