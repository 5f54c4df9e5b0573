import type { Product } from '../../domain/product/product.ts';
import type { ApiDeps } from '../deps.ts';

const TRIED = 20;

/**
 * Changes a product as it is in the catalog now. `make` receives it and returns the product to put, or why none is put. It is
 * called again if somebody else changed the product meanwhile, so two changes at once never restore an old field.
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

/** The message for a `contended` product. */
export const CONTENDED = `was changed by others ${TRIED} times meanwhile; try again`;
