import { Hono } from 'hono';
import * as z from 'zod';
import type { Catalog } from '../../../adapters/catalog.ts';
import type { PriceState } from '../../../domain/price-state.ts';
import type { Product } from '../../../domain/product.ts';
import { audit } from '../audited.ts';
import { BaselineImport, putBaselines } from './baselines.ts';
import { HistoryQuery, productHistory } from './history.ts';
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
    .post('/', async (c) => {
      const asked = await readBody(c, ProductImport);
      const productIds = idsOf(asked.products);
      await audit(c, need, { subject: { kind: 'catalog', id: 'products' }, details: { productIds } });
      return c.json(await importProducts(need, asked));
    })
    .get('/', async (c) => c.json(await pageOf(need.catalog, readQuery(c, Page))))
    .post('/baselines', async (c) => {
      const asked = await readBody(c, BaselineImport);
      const productIds = idsOf(asked.baselines);
      await audit(c, need, { subject: { kind: 'catalog', id: 'baselines' }, details: { productIds } });
      return c.json(await putBaselines(need, asked));
    })
    .get('/:id', async (c) => {
      const id = c.req.param('id');
      const [product, state] = await Promise.all([need.catalog.product(id), need.priceStates.read(id)]);
      if (product === undefined) throw notFound(`product ${id} is not in the catalog`);
      return c.json({ product, state: state ?? null } satisfies ProductDetail);
    })
    .get('/:id/history', async (c) =>
      c.json(await productHistory(need, c.req.param('id'), readQuery(c, HistoryQuery))),
    );

// What is not valid goes in as what it says, since the others are put all the same; an id is cut, or it would not fit.
const idsOf = (products: readonly unknown[]): string[] =>
  products.map((each) => String((each as { productId?: unknown } | null)?.productId).slice(0, 40));

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
