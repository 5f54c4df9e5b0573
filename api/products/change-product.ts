import type { Product } from '../../domain/product/product.ts';
import type { ApiDeps } from '../deps.ts';

const TRIED = 20;

/**
 * Changes a product on what is in the catalog now: `make` is given that and answers what to put, or why nothing is put, and
 * is asked anew when somebody else has changed the product meanwhile. So two changes at once never bring back an old field.
 */
export async function changeInCatalog<Change extends { put?: Product | undefined }>(
  { catalog }: { catalog: Pick<ApiDeps['catalog'], 'productToChange' | 'putProduct'> },
  productId: string,
  make: (before: Product | undefined) => Promise<Change> | Change,
): Promise<Change | 'contended'> {
  for (let tried = 0; tried < TRIED; tried += 1) {
    const read = await catalog.productToChange(productId);
    const change = await make(read?.product);
    if (change.put === undefined) return change;
    if (await catalog.putProduct(change.put, read?.revision ?? null)) return change;
  }
  return 'contended';
}

/** For whoever finds a product `contended`. */
export const CONTENDED = `was changed by others ${TRIED} times meanwhile; try again`;
