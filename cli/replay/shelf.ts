import type { Confirmed } from '../../api/routes/asked.ts';
import type { ProductDetail } from '../../api/routes/products.ts';
import { percentOf } from '../../domain/values/money.ts';
import { type Api, Refused } from '../shared/api.ts';
import { toMinorUnits } from '../shared/money.ts';
import { BadLine, type Movement } from './movement.ts';

/** How a product that is not in the catalog is added. */
interface NewProduct {
  currency: string;
  /** A decimal of currency units, for lines without a price. */
  listPrice?: string | undefined;
  /** A decimal of currency units, or a percentage of the list price, such as `60%`. */
  unitCost?: string | undefined;
  category: string;
  policyId: string;
}

export interface Counters {
  stock: number;
  sequence: number;
}

export interface Shelf {
  /** Products added to the catalog so far. */
  added: number;
  /** Products whose known stock is later than their first line. */
  seenLater: number;
  /** The product's counters, read once. Throws BadLine if it is not in the catalog and can't be added. */
  find(movement: Movement): Promise<Counters>;
}

export interface ShelfOptions {
  /** Initial stock; default: the stock in the price state, else `otherwise`. */
  initialStock: number | undefined;
  otherwise: number;
  newProduct: NewProduct;
  confirmed: Confirmed;
}

/** The replay's data on each product. It grows with the number of products, not of lines. */
export function shelf(api: Api, options: ShelfOptions): Shelf {
  const known = new Map<string, Counters | BadLine>();

  const look = async (movement: Movement): Promise<Counters> => {
    const { productId } = movement;
    const state = (await detailOf(api, productId))?.state;
    if (state === undefined) {
      await add(api, productToAdd(movement, options.newProduct), options.confirmed);
      self.added += 1;
    }
    if (state?.stockAt !== undefined && state.stockAt > movement.occurredAt) self.seenLater += 1;
    return {
      stock: options.initialStock ?? state?.stock ?? options.otherwise,
      sequence: state?.sequence ?? 0,
    };
  };

  const self: Shelf = {
    added: 0,
    seenLater: 0,
    async find(movement) {
      let found = known.get(movement.productId);
      if (found === undefined) {
        found = await look(movement).catch((error: unknown) => {
          if (error instanceof BadLine) return error;
          throw error;
        });
        known.set(movement.productId, found);
      }
      if (found instanceof BadLine) throw found;
      return found;
    },
  };
  return self;
}

async function detailOf(api: Api, productId: string): Promise<ProductDetail | undefined> {
  try {
    return await api.call('GET /products/:id', { params: { id: productId } });
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return undefined;
    throw error;
  }
}

function productToAdd({ productId, name, price }: Movement, given: NewProduct): Record<string, unknown> {
  const { currency, listPrice, unitCost, category, policyId } = given;
  const listed = price || listPrice;
  if (!listed)
    throw new BadLine(
      'product not in the catalog',
      `${productId} is not in the catalog; to add it, use --list-price or --price`,
    );
  try {
    const amount = toMinorUnits(listed, currency);
    return {
      productId,
      name: (name || productId).slice(0, 300),
      category,
      currency,
      policyId,
      listPrice: amount,
      ...(unitCost === undefined ? {} : { unitCost: costOf(unitCost, amount, currency) }),
    };
  } catch (error) {
    throw new BadLine('product not added', `${productId}: ${(error as Error).message}`);
  }
}

/** Minor units of a unit cost. Throws RangeError for a text that is neither an amount nor a percentage. */
export function costOf(text: string, listPrice: number, currency: string): number {
  const [, percent] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  return percent === undefined ? toMinorUnits(text, currency) : percentOf(listPrice, Number(percent));
}

async function add(api: Api, product: Record<string, unknown>, confirmed: Confirmed): Promise<void> {
  const { problems } = await api.call('POST /products', { body: { products: [product] }, confirmed });
  const [problem] = problems;
  if (problem) throw new BadLine('product not added', `${product['productId']}: ${problem.message}`);
}
