import type { Catalog } from '../adapters/catalog.ts';
import type { Clock } from '../adapters/clock.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import type { Order } from '../domain/context/order.ts';
import { type Preview, previewDecision } from '../domain/decision/preview.ts';
import type { Product } from '../domain/product/product.ts';
import { noState } from '../domain/state/price-state.ts';
import { PriceAmount } from '../domain/values/money.ts';
import { dayOf } from '../domain/values/time.ts';

const PREVIEW = 'preview';

interface Deps {
  catalog: Pick<Catalog, 'policy'>;
  priceStates: Pick<PriceStates, 'read'>;
  clock: Clock;
}

/** The result, now, of a rollback of the product to `amount` (minor units) that is given on the price of this revision. */
export async function previewRollback(
  deps: Deps,
  product: Product,
  amount: number,
  onPriceRevision: number,
): Promise<Preview> {
  const { productId, policyId } = product;
  const [policy, state] = await Promise.all([
    deps.catalog.policy(policyId),
    deps.priceStates.read(productId),
  ]);
  if (policy === undefined)
    return { outcome: 'dead-lettered', reason: `UnknownPolicy: there is no policy ${policyId}` };
  const now = deps.clock();
  const order: Order = {
    kind: 'rollback',
    orderId: PREVIEW,
    productId,
    price: PriceAmount.parse(amount),
    onPriceRevision,
    by: PREVIEW,
    why: PREVIEW,
    givenAt: now,
    since: now,
    audit: { day: dayOf(now), seq: 1 },
  };
  const event = { kind: 'rollback', eventId: PREVIEW, acceptedAt: now, productId, orderId: PREVIEW } as const;
  return previewDecision({
    product,
    policy,
    state: state ?? noState(productId),
    event,
    order: { order, usedBy: PREVIEW },
    now,
  });
}
