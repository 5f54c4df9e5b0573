import { Hono } from 'hono';
import * as z from 'zod';
import { rebuildCache } from '../../tasks/rebuild-cache.ts';
import { type Verification, type Verified, verifyCache } from '../../tasks/verify-cache.ts';
import { ndjson } from './ndjson.ts';
import type { ApiNeed } from './need.ts';
import { readBody } from './request.ts';

/** `total`: how many products there are to check, about. */
export type VerifyLine = { total: number } | Verification;

/** `/cache`: compares Redis with the record and the ledger, and fills it again; both tell their progress line by line. */
export const cacheRoutes = (need: ApiNeed): Hono =>
  new Hono()
    .get('/verify', () => ndjson(verification(need)))
    .post('/rebuild', async (c) => {
      await readBody(c, z.strictObject({}));
      return ndjson(rebuildCache(need));
    });

async function* verification(need: ApiNeed): AsyncGenerator<VerifyLine, Verified> {
  yield { total: await need.priceStates.count() };
  return yield* verifyCache(need);
}
