import * as z from 'zod';
import { eventBridgeBus } from '../../adapters/bus.ts';
import { dynamoPriceStates } from '../../adapters/price-state.ts';
import { systemClock } from '../clock.ts';
import { lambdaTask } from '../lambda.ts';
import { repriceDue } from '../reprice-due.ts';
import { eventBridge, Name, tables } from './clients.ts';

const env = z.object({ PRICE_STATE_TABLE: Name, BUS_NAME: Name }).parse(process.env);

export const handler = lambdaTask(
  z.unknown(),
  repriceDue({
    priceStates: dynamoPriceStates(tables(), env.PRICE_STATE_TABLE),
    bus: eventBridgeBus(eventBridge(), env.BUS_NAME),
    clock: systemClock,
  }),
);
