import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { dynamoCatalog } from '../../adapters/catalog.ts';
import { systemClock, systemSleep } from '../../adapters/clock.ts';
import { dynamoLedger } from '../../adapters/ledger.ts';
import { dynamoOrders } from '../../adapters/orders.ts';
import { dynamoPriceStates } from '../../adapters/price-state.ts';
import { Name, tables } from './clients.ts';
import { dependency } from './dependency.ts';
import { RetentionVariable } from './retention.ts';

export const clock = dependency({}, () => systemClock);
export const sleep = dependency({}, () => systemSleep);
export const newEpoch = dependency({}, () => randomUUID as () => string);

export const catalog = dependency({ CATALOG_TABLE: Name }, (env) =>
  dynamoCatalog(tables(), env.CATALOG_TABLE, Date.now),
);
export const priceStates = dependency({ PRICE_STATE_TABLE: Name }, (env) =>
  dynamoPriceStates(tables(), env.PRICE_STATE_TABLE),
);
export const orders = dependency({ REVIEWS_TABLE: Name }, (env) => dynamoOrders(tables(), env.REVIEWS_TABLE));

/** The ledger for reads and for writes that do not expire. */
export const ledger = dependency({ LEDGER_TABLE: Name }, (env) => dynamoLedger(tables(), env.LEDGER_TABLE));
/** The ledger for writes that expire. */
export const expiringLedger = dependency({ LEDGER_TABLE: Name, RETENTION: RetentionVariable }, (env) =>
  dynamoLedger(tables(), env.LEDGER_TABLE, env.RETENTION),
);

/** A positive whole number, such as a time in milliseconds. */
export const Count = z.coerce.number().int().positive();
