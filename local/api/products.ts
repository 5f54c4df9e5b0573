import { Hono } from 'hono';
import * as z from 'zod';
import type { Catalog } from '../../adapters/catalog.ts';
import type { PriceState } from '../../domain/price-state.ts';
import type { Product } from '../../domain/product.ts';
import { BaselineImport, putBaselines } from './baselines.ts';
import { importProducts, ProductImport } from './import-products.ts';
import type { ApiNeed } from './need.ts';
import { notFound } from './problem.ts';
import { limitUpTo, readBody, readQuery } from './request.ts';

export interface ProductPage {
  products: Product[];
  /** Set when there are more: what to give as `after`. */
  next?: string;
}

export interface ProductDetail {
  product: Product;
  /** Null for a product that nothing was decided for yet. */
  state: PriceState | null;
}

const Page = z.strictObject({ after: z.string().optional(), limit: limitUpTo(1000, 100) });

/** `/products`: the catalog, and what is known of each product's price. */
export const productRoutes = (need: ApiNeed): Hono =>
  new Hono()
    .post('/', async (c) => c.json(await importProducts(need, await readBody(c, ProductImport))))
    .get('/', async (c) => c.json(await pageOf(need.catalog, readQuery(c, Page))))
    .post('/baselines', async (c) => c.json(await putBaselines(need, await readBody(c, BaselineImport))))
    .get('/:id', async (c) => {
      const id = c.req.param('id');
      const [product, state] = await Promise.all([need.catalog.product(id), need.priceStates.read(id)]);
      if (product === undefined) throw notFound(`product ${id} is not in the catalog`);
      return c.json({ product, state: state ?? null } satisfies ProductDetail);
    });

// The store scans in an order of its own: a page is the lowest ids above `after`, so that pages don't depend on it.
async function pageOf(catalog: Catalog, { after, limit }: z.infer<typeof Page>): Promise<ProductPage> {
  let lowest: Product[] = [];
  const cut = () => {
    lowest = lowest.sort(byId).slice(0, limit + 1);
  };
  for await (const product of catalog.products()) {
    if (after !== undefined && product.productId <= after) continue;
    lowest.push(product);
    if (lowest.length > 4 * limit) cut();
  }
  cut();
  const products = lowest.slice(0, limit);
  const last = products.at(-1);
  return { products, ...(lowest.length > limit && last ? { next: last.productId } : {}) };
}

const byId = (a: Product, b: Product): number => (a.productId < b.productId ? -1 : 1);
