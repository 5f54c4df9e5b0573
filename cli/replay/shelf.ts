import type { ImportResult } from '../../console/server/api/import-products.ts';
import type { ProductDetail } from '../../console/server/api/products.ts';
import { percentOf } from '../../domain/money.ts';
import { type Api, apiPath, Refused } from '../shared/api.ts';
import { toMinorUnits } from '../shared/money.ts';
import { BadLine, type Movement } from './movement.ts';

/** How a product that is not in the catalog is added. */
export interface NewProduct {
  currency: string;
  /** A decimal of currency units, for lines that tell no price. */
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
  /** Products whose stock was told before, at a later time than the first line of theirs tells. */
  seenLater: number;
  /** Where the product stands, asked for once. Throws BadLine if it is not in the catalog and can't be added. */
  find(movement: Movement): Promise<Counters>;
}

export interface ShelfOptions {
  /** Stock to begin with; where left out, what the price state knows, or else `otherwise`. */
  initialStock: number | undefined;
  otherwise: number;
  newProduct: NewProduct;
}

/** What the replay knows of each product: the only thing that grows with the file, by its products and not its lines. */
export function shelf(api: Api, options: ShelfOptions): Shelf {
  const known = new Map<string, Counters | BadLine>();

  const look = async (movement: Movement): Promise<Counters> => {
    const { productId } = movement;
    const state = (await detailOf(api, productId))?.state;
    if (state === undefined) {
      await add(api, productToAdd(movement, options.newProduct));
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
    return await api.get<ProductDetail>(apiPath`/products/${productId}`);
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
      `${productId} is not in the catalog; with --list-price or --price it would be added`,
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

async function add(api: Api, product: Record<string, unknown>): Promise<void> {
  const { problems } = await api.send<ImportResult>('POST', apiPath`/products`, { products: [product] });
  const [problem] = problems;
  if (problem) throw new BadLine('product not added', `${product['productId']}: ${problem.message}`);
}
