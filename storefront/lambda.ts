import { randomUUID } from 'node:crypto';
import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import * as z from 'zod';
import { cacheNames } from '../adapters/cache-names.ts';
import { dynamoCatalog } from '../adapters/catalog.ts';
import { systemClock } from '../adapters/clock.ts';
import { redisPriceCache } from '../adapters/price-cache.ts';
import { dynamoPriceStates } from '../adapters/price-state.ts';
import { Name, tables } from '../tasks/handlers/clients.ts';
import { CacheVariables, cacheClient, connected } from '../tasks/handlers/redis.ts';
import { emit } from '../tasks/telemetry/measured.ts';
import { rememberedMeasures } from '../tasks/telemetry/storefront-measures.ts';
import { taskLog } from '../tasks/telemetry/task-log.ts';
import { storefrontApp } from './app.ts';

const env = z.object({ CATALOG_TABLE: Name, PRICE_STATE_TABLE: Name, ...CacheVariables }).parse(process.env);
const client = tables();
const log = taskLog('Storefront');
const redis = cacheClient(env, client.config);
// One app for all requests of the process, because it must not answer an older price than before.
const answer = handle(
  storefrontApp({
    catalog: dynamoCatalog(client, env.CATALOG_TABLE, Date.now),
    priceStates: dynamoPriceStates(client, env.PRICE_STATE_TABLE),
    cache: redisPriceCache(redis, cacheNames(env.STAGE)),
    newEpoch: randomUUID,
    clock: systemClock,
    onFault: (error) => void log.fault(error, {}),
    onRemembered: (ageMs) => emit(rememberedMeasures(ageMs)),
  }),
);

/** Readers do not wait longer for Redis; meanwhile the record answers. */
const CONNECT_WITHIN_MS = 300;

/** The event of an HTTP API, payload format 2.0. */
type HttpApiEvent = Extract<LambdaEvent, { rawPath: string; requestContext: { http: unknown } }>;

const PREFIX = '/v1/prices/';

// An HTTP API passes the path decoded, but the app decodes it again. All text after the prefix is one product id.
const encoded = (path: string): string =>
  path.startsWith(PREFIX) ? PREFIX + encodeURIComponent(path.slice(PREFIX.length)) : path;

export const handler = async (event: HttpApiEvent, context?: LambdaContext) => {
  await connected(redis, CONNECT_WITHIN_MS).catch(() => {});
  return answer({ ...event, rawPath: encoded(event.rawPath) }, context);
};
