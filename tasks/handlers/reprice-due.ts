import * as z from 'zod';
import { eventBridgeBus } from '../../adapters/bus.ts';
import { dynamoPriceStates } from '../../adapters/price-state.ts';
import { systemClock } from '../clock.ts';
import { repriceDue } from '../reprice-due.ts';
import { repriceMeasures } from '../telemetry/upkeep-measures.ts';
import { eventBridge, Name, tables } from './clients.ts';
import { entry } from './entry.ts';

const env = z.object({ PRICE_STATE_TABLE: Name, BUS_NAME: Name }).parse(process.env);

export const handler = entry(
  'RepriceDue',
  z.unknown(),
  repriceDue({
    priceStates: dynamoPriceStates(tables(), env.PRICE_STATE_TABLE),
    bus: eventBridgeBus(eventBridge(), env.BUS_NAME),
    clock: systemClock,
  }),
  repriceMeasures,
);
