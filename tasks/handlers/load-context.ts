import * as z from 'zod';
import { dynamoCatalog } from '../../adapters/catalog.ts';
import { dynamoPriceStates } from '../../adapters/price-state.ts';
import { packingContext } from '../carried.ts';
import { systemClock, systemSleep } from '../clock.ts';
import { LoadContextInput } from '../load-context.ts';
import { loadInTurn } from '../wait-turn.ts';
import { Name, tables } from './clients.ts';
import { entry } from './entry.ts';

const env = z.object({ CATALOG_TABLE: Name, PRICE_STATE_TABLE: Name }).parse(process.env);
const client = tables();

export const handler = entry(
  'LoadContext',
  LoadContextInput,
  packingContext(
    loadInTurn({
      catalog: dynamoCatalog(client, env.CATALOG_TABLE, Date.now),
      priceStates: dynamoPriceStates(client, env.PRICE_STATE_TABLE),
      clock: systemClock,
      sleep: systemSleep,
    }),
  ),
);
