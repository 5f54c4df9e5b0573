import type { Product } from '../../domain/product/product.ts';
import type { ApiDeps } from '../deps.ts';
import { notFound } from '../problem.ts';

type Deps = Pick<ApiDeps, 'catalog'>;

/** The products to roll back: named ones, those of a policy, or all. Throws ApiProblem for an unknown id. */
export async function rolledBackProducts(
  deps: Deps,
  { productIds, policyId }: { productIds?: string[] | undefined; policyId?: string | undefined },
): Promise<AsyncIterable<Product>> {
  return ofPolicy(
    productIds === undefined ? deps.catalog.products() : await named(deps, productIds),
    policyId,
  );
}

async function named({ catalog }: Deps, productIds: string[]): Promise<AsyncIterable<Product>> {
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
