import type { Catalog } from '../../adapters/catalog.ts';
import type { Product } from '../../domain/product/product.ts';
import type { ProductPage } from '../routes/products.ts';

/**
 * The products with the lowest ids above `after`. Reads the whole catalog, because the store returns products in no fixed order.
 */
export async function productPage(
  catalog: Pick<Catalog, 'products'>,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<ProductPage> {
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
