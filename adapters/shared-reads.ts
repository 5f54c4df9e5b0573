import type { PriceState } from '../domain/price-state.ts';
import type { PriceStates } from './price-state.ts';

/**
 * The same states. Reads of one product that are asked for while another is under way are answered by the one that
 * follows it: each still begins after it was asked for, so none is less consistent, and a crowd costs two reads at a time.
 */
export function sharingReads(priceStates: PriceStates): PriceStates {
  const underWay = new Map<string, Promise<unknown>>();
  const following = new Map<string, Promise<PriceState | undefined>>();

  const begin = (productId: string): Promise<PriceState | undefined> => {
    following.delete(productId);
    const read = priceStates.read(productId);
    const over = read.then(
      () => {},
      () => {},
    );
    underWay.set(productId, over);
    void over.then(() => {
      if (underWay.get(productId) === over) underWay.delete(productId);
    });
    return read;
  };

  return {
    ...priceStates,
    read(productId) {
      const before = underWay.get(productId);
      if (before === undefined) return begin(productId);
      const shared = following.get(productId) ?? before.then(() => begin(productId));
      following.set(productId, shared);
      return shared;
    },
  };
}
