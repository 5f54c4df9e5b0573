import { Hono } from 'hono';
import * as z from 'zod';
import { audit } from '../audited.ts';
import { lastDecisions } from '../what-if/last-decisions.ts';
import { whatIf } from '../what-if/what-if.ts';
import type { ApiNeed } from './need.ts';
import { inForce, termsOf } from './policies.ts';
import { readBody } from './request.ts';

const WhatIfBody = z.strictObject({ terms: z.unknown(), last: z.int().min(1).max(1000).default(200) });

/** `/policies/what-if`: what other terms would have made of a policy's last decisions. */
export const whatIfRoutes = (need: ApiNeed): Hono =>
  new Hono().post('/what-if', async (c) => {
    const { terms: body, last } = await readBody(c, WhatIfBody);
    const terms = termsOf(body);
    await inForce(need, terms.policyId);
    await audit(c, need, { subject: { kind: 'policy', id: terms.policyId }, details: { terms, last } });
    return c.json(whatIf(terms, await lastDecisions(need, terms.policyId, last)));
  });
