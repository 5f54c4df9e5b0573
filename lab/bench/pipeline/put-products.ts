import pLimit from 'p-limit';
import type { Product } from '../../../domain/product/product.ts';
import { noState } from '../../../domain/state/price-state.ts';
import { localStores } from '../../../local/clients.ts';
import { productOf, type Services } from './services.ts';

export async function putProducts(
  services: Services,
  productIds: string[],
  changes: Partial<Product> = {},
): Promise<void> {
  const { catalog, priceStates } = localStores(services.dynamodb);
  const atOnce = pLimit(16);
  await Promise.all(
    productIds.map((productId) =>
      atOnce(async () => {
        const product = { ...productOf(productId), ...changes };
        await catalog.putProduct(product);
        const eventId = `seed-${productId}`;
        const at = services.deps.clock();
        const price = {
          amount: product.listPrice,
          currency: product.currency,
          revision: 1,
          since: at,
          eventId,
        };
        const mark = { outcome: 'priced' as const, revision: 1, reason: 'approved', at };
        await priceStates.commit(
          { ...noState(productId), revision: 1, price, unsettled: { [eventId]: mark } },
          eventId,
        );
        await priceStates.settle(productId, eventId);
      }),
    ),
  );
}
