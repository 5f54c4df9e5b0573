import * as z from 'zod';
import { dynamoCatalog } from '../../adapters/catalog.ts';
import { dynamoPriceStates } from '../../adapters/price-state.ts';
import { checkModels } from '../check-models.ts';
import { systemClock } from '../clock.ts';
import { emit } from '../telemetry/measured.ts';
import { modelMeasures } from '../telemetry/upkeep-measures.ts';
import { Name, tables } from './clients.ts';
import { entry } from './entry.ts';

const env = z.object({ CATALOG_TABLE: Name, PRICE_STATE_TABLE: Name }).parse(process.env);

const client = tables();

export const handler = entry(
  'CheckModels',
  z.unknown(),
  checkModels({
    catalog: dynamoCatalog(client, env.CATALOG_TABLE, Date.now),
    priceStates: dynamoPriceStates(client, env.PRICE_STATE_TABLE),
    clock: systemClock,
    report(health) {
      for (const each of health) emit(modelMeasures(each));
    },
  }),
);
