import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import * as z from 'zod';
import { By, Why } from '../../../domain/inventory-event.ts';
import { type Product, ProductId } from '../../../domain/product.ts';
import { Time } from '../../../domain/time.ts';
import { type RollbackStep, type RollbackTotal, rollback } from '../../../tasks/rollback.ts';
import { audit } from '../audited.ts';
import { callerOf } from '../caller.ts';
import { ndjson } from './ndjson.ts';
import type { ApiNeed } from './need.ts';
import { inForce } from './policies.ts';
import { ApiProblem, notFound } from './problem.ts';
import { readBody } from './request.ts';

const RollbackBody = z
  .strictObject({
    since: Time,
    productIds: z.array(ProductId).min(1).max(1000).optional(),
    policyId: z.string().min(1).max(100).optional(),
    dryRun: z.boolean().default(false),
    by: By.optional(),
    why: Why.optional(),
  })
  .refine(({ productIds, policyId }) => productIds === undefined || policyId === undefined, {
    error: 'name products or a policy, not both',
    path: ['policyId'],
  });

/** How the answer ends. */
export type RolledBack = RollbackTotal & { since: string; dryRun: boolean };

/** `/rollback`: prices as they were at a time; a line for each product, as its event is emitted. */
export const rollbackRoutes = (
  need: ApiNeed,
  wait: (ms: number) => Promise<unknown> = (ms) => sleep(ms),
): Hono =>
  new Hono().post('/', async (c) => {
    const { productIds, policyId, why, by, ...rest } = await readBody(c, RollbackBody);
    const { id, client } = callerOf(c);
    // A script may say for whom it asks; a page may not. The audit log has who asked in any case.
    const request = { ...rest, by: client === 'cli' && by !== undefined ? by : id };
    const { since, dryRun } = request;
    if (since > need.clock()) throw new ApiProblem(400, 'Bad request', `since: ${since} is yet to come`);
    if (policyId !== undefined) await inForce(need, policyId);
    const products = productIds === undefined ? need.catalog.products() : await named(need, productIds);
    const details = {
      ...request,
      ...(why === undefined ? {} : { why }),
      ...(productIds ? { productIds } : {}),
    };
    await audit(c, need, { subject: { kind: 'policy', id: policyId ?? 'all' }, details });
    async function* lines(): AsyncGenerator<RollbackStep, RolledBack> {
      const asked = { ...request, why: why ?? `back to the prices of ${since}` };
      const total = yield* rollback({ ...need, wait }, ofPolicy(products, policyId), asked);
      return { ...total, since, dryRun };
    }
    return ndjson(lines());
  });

async function named({ catalog }: ApiNeed, productIds: string[]): Promise<AsyncIterable<Product>> {
  const ids = [...new Set(productIds)];
  const found = await Promise.all(ids.map((id) => catalog.product(id)));
  const unknown = ids.filter((_, at) => found[at] === undefined);
  if (unknown.length > 0)
    throw notFound(`not in the catalog: ${unknown.join(', ')}; nothing was rolled back`);
  return ReadableStream.from(found.filter((product) => product !== undefined));
}

async function* ofPolicy(
  products: AsyncIterable<Product>,
  policyId: string | undefined,
): AsyncGenerator<Product> {
  for await (const product of products)
    if (policyId === undefined || product.policyId === policyId) yield product;
}
