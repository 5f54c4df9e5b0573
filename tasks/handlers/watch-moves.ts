import * as z from 'zod';
import { dynamoCatalog } from '../../adapters/catalog.ts';
import { dynamoPriceStates } from '../../adapters/price-state.ts';
import { systemClock } from '../clock.ts';
import { emit } from '../telemetry/measured.ts';
import { breakerMeasures } from '../telemetry/upkeep-measures.ts';
import { watchMoves } from '../watch-moves.ts';
import { Name, tables } from './clients.ts';
import { entry } from './entry.ts';

const env = z.object({ CATALOG_TABLE: Name, PRICE_STATE_TABLE: Name }).parse(process.env);

const client = tables();

export const handler = entry(
  'WatchMoves',
  z.unknown(),
  watchMoves({
    catalog: dynamoCatalog(client, env.CATALOG_TABLE, Date.now),
    priceStates: dynamoPriceStates(client, env.PRICE_STATE_TABLE),
    clock: systemClock,
    report: (watched) => emit(breakerMeasures(watched)),
  }),
);
