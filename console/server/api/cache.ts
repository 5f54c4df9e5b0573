import { Hono } from 'hono';
import * as z from 'zod';
import { audit } from '../audited.ts';
import { ndjson } from './ndjson.ts';
import type { ApiNeed } from './need.ts';
import { readBody } from './request.ts';

/** `/cache`: compares Redis with the record and the ledger, and fills it again; both tell their progress line by line. */
export const cacheRoutes = (need: ApiNeed): Hono =>
  new Hono()
    .get('/verify', () => ndjson(need.cacheCare.verify()))
    .post('/rebuild', async (c) => {
      await readBody(c, z.strictObject({}));
      await audit(c, need, { subject: { kind: 'cache', id: 'all' }, details: {} });
      return ndjson(need.cacheCare.rebuild());
    });
