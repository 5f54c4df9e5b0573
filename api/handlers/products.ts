import { audit } from '../access/audited.ts';
import type { ApiDeps } from '../deps.ts';
import { notFound } from '../problem.ts';
import { putBaselines } from '../products/baselines.ts';
import { repriceEach } from '../products/emit.ts';
import { productHistory } from '../products/history.ts';
import { importProducts } from '../products/import-products.ts';
import { productPage } from '../products/product-page.ts';
import { repriceSome } from '../products/reprice-some.ts';
import { resetDemand, resetSequence } from '../products/resets.ts';
import type { PRODUCT_ROUTES } from '../routes/products.ts';
import type { Handlers } from '../serve.ts';

type Deps = Pick<ApiDeps, 'catalog' | 'priceStates' | 'ledger' | 'bus' | 'clock' | 'audit'>;

/** The catalog and the prices of its products. */
export const productHandlers = (deps: Deps): Handlers<typeof PRODUCT_ROUTES> => ({
  'GET /products': ({ query }) => productPage(deps.catalog, query),
  'POST /products': async ({ c, body }) => {
    const productIds = idsOf(body.products);
    await audit(c, deps, { subject: { kind: 'catalog', id: 'products' }, details: { productIds } });
    return importProducts(deps, body);
  },
  'POST /products/baselines': async ({ c, body }) => {
    const productIds = idsOf(body.baselines);
    await audit(c, deps, { subject: { kind: 'catalog', id: 'baselines' }, details: { productIds } });
    return putBaselines(deps, body);
  },
  'GET /products/:id': async ({ params: { id } }) => {
    const [product, state] = await Promise.all([deps.catalog.product(id), deps.priceStates.read(id)]);
    if (product === undefined) throw notFound(`product ${id} is not in the catalog`);
    return { product, state: state ?? null };
  },
  'GET /products/:id/history': ({ params, query }) => productHistory(deps, params.id, query),
  'POST /reprice': async ({ c, body }) => {
    await audit(c, deps, { subject: { kind: 'catalog', id: 'products' }, details: { ...body } });
    if ('all' in body) return repriceEach(deps, body.why);
    return repriceSome(deps, [...new Set(body.productIds)], body.why);
  },
  'POST /sequence-reset': async ({ c, body: { productId, to } }) => {
    await audit(c, deps, { subject: { kind: 'product', id: productId }, productId, details: { to } });
    return resetSequence(deps, productId, to);
  },
  'POST /demand-reset': async ({ c, body: { productId } }) => {
    await audit(c, deps, { subject: { kind: 'product', id: productId }, productId, details: {} });
    return resetDemand(deps, productId);
  },
});

// Invalid products count too, because the valid ones are put in spite of them. Ids are cut to fit the entry.
const idsOf = (products: readonly unknown[]): string[] =>
  products.map((each) => String((each as { productId?: unknown } | null)?.productId).slice(0, 40));
