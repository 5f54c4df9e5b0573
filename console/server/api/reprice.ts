import { Hono } from 'hono';
import * as z from 'zod';
import type { DemandMemory } from '../../../domain/demand-memory.ts';
import type { PriceState } from '../../../domain/price-state.ts';
import { ProductId } from '../../../domain/product.ts';
import { audit } from '../audited.ts';
import { reprice, repriceEach } from './emit.ts';
import type { ApiNeed } from './need.ts';
import { ApiProblem, notFound } from './problem.ts';
import { readBody } from './request.ts';

const Why = z.string().min(1).max(500).default('asked for by an operator');
const RepriceRequest = z.union(
  [
    z.strictObject({ productIds: z.array(ProductId).min(1).max(1000), why: Why }),
    z.strictObject({ all: z.literal(true), why: Why }),
  ],
  { error: 'must be {"productIds": [1 to 1000 product ids]} or {"all": true}, with why if you like' },
);
const SequenceReset = z.strictObject({ productId: ProductId, to: z.int().nonnegative().optional() });

const DemandReset = z.strictObject({ productId: ProductId });

export interface RepriceResult {
  repriced: number;
  /** Given where products were named. */
  events?: { productId: string; eventId: string }[];
}

export interface SequenceResetResult {
  productId: string;
  /** The sequences that events had, and now have, to be above; null: any will do. */
  before: number | null;
  after: number | null;
  revision: number;
}

export interface DemandResetResult {
  productId: string;
  /** What was forgotten. */
  forgotten: DemandMemory | null;
  revision: number;
}

const RESETS_TRIED = 20;

/** `/reprice`, `/sequence-reset` and `/demand-reset`. */
export const repriceRoutes = (need: ApiNeed): Hono =>
  new Hono()
    .post('/reprice', async (c) => {
      const asked = await readBody(c, RepriceRequest);
      await audit(c, need, { subject: { kind: 'catalog', id: 'products' }, details: { ...asked } });
      if ('all' in asked)
        return c.json({ repriced: await repriceEach(need, asked.why) } satisfies RepriceResult);
      return c.json(await repriceSome(need, [...new Set(asked.productIds)], asked.why));
    })
    .post('/sequence-reset', async (c) => {
      const { productId, to } = await readBody(c, SequenceReset);
      await audit(c, need, { subject: { kind: 'product', id: productId }, productId, details: { to } });
      return c.json(await resetSequence(need, productId, to));
    })
    .post('/demand-reset', async (c) => {
      const { productId } = await readBody(c, DemandReset);
      await audit(c, need, { subject: { kind: 'product', id: productId }, productId, details: {} });
      return c.json(await resetDemand(need, productId));
    });

async function repriceSome(
  { catalog, bus }: ApiNeed,
  productIds: string[],
  why: string,
): Promise<RepriceResult> {
  const products = await Promise.all(productIds.map((id) => catalog.product(id)));
  const unknown = productIds.filter((_, at) => products[at] === undefined);
  if (unknown.length > 0) throw notFound(`not in the catalog: ${unknown.join(', ')}; nothing was repriced`);
  const eventIds = await bus.emit(productIds.map((id) => reprice(id, why)));
  const events = productIds.map((productId, at) => ({ productId, eventId: eventIds[at] ?? '' }));
  return { repriced: events.length, events };
}

async function resetSequence(
  need: ApiNeed,
  productId: string,
  to: number | undefined,
): Promise<SequenceResetResult> {
  const state = await resetState(need, productId, (each) => need.priceStates.resetSequence(each, to));
  return { productId, before: state.sequence ?? null, after: to ?? null, revision: state.revision + 1 };
}

async function resetDemand(need: ApiNeed, productId: string): Promise<DemandResetResult> {
  const state = await resetState(need, productId, need.priceStates.resetDemand);
  return { productId, forgotten: state.demand ?? null, revision: state.revision + 1 };
}

// A decision may come in between: the reset is then made on what it left.
async function resetState(
  { priceStates }: ApiNeed,
  productId: string,
  reset: (state: PriceState) => Promise<boolean>,
): Promise<PriceState> {
  for (let tried = 0; tried < RESETS_TRIED; tried += 1) {
    const state = await priceStates.read(productId);
    if (state === undefined) throw notFound(`product ${productId} has no price state`);
    if (await reset(state)) return state;
  }
  throw new ApiProblem(
    409,
    'Conflict',
    `the state of ${productId} was decided anew ${RESETS_TRIED} times meanwhile; try again`,
  );
}
