import type { Bus } from '../../adapters/bus.ts';
import type { Catalog } from '../../adapters/catalog.ts';
import { gathered } from '../../adapters/gathered.ts';
import type { PriceStates } from '../../adapters/price-state.ts';

const KEYS_A_READ = 100;
const EVENTS_A_CALL = 10;

/** The stores that an import uses for each product. */
export interface ImportStores {
  catalog: Pick<Catalog, 'productToChange' | 'putProduct'>;
  priceStates: Pick<PriceStates, 'read'>;
  bus: { emit(events: Parameters<Bus['emit']>[0]): Promise<unknown> };
}

/** Batches the reads and events of many products, because calls take most of an import's time. */
export function askTogether(deps: { catalog: Catalog; priceStates: PriceStates; bus: Bus }): ImportStores {
  const { catalog, priceStates, bus } = deps;
  const emit = gathered(EVENTS_A_CALL, bus.emit);
  return {
    catalog: {
      productToChange: gathered(KEYS_A_READ, inOrder(catalog.productsToChange)),
      putProduct: catalog.putProduct,
    },
    priceStates: {
      read: gathered(KEYS_A_READ, inOrder(priceStates.readMany)),
    },
    bus: { emit: (events) => Promise.all(events.map(emit)) },
  };
}

/** Reads each product once, in any order, and answers in the order asked; undefined for a missing one. */
const inOrder =
  <Item extends { productId: string }>(read: (productIds: string[]) => Promise<Item[]>) =>
  async (productIds: string[]): Promise<(Item | undefined)[]> => {
    const items = await read([...new Set(productIds)]);
    const byId = new Map(items.map((item) => [item.productId, item]));
    return productIds.map((productId) => byId.get(productId));
  };
