import type { PriceStates, RecordedPrice } from '../../adapters/price-state.ts';
import type { PriceState } from '../../domain/price-state.ts';
import { copy, readAtOnce, refuseDoubles, sorted, ValidationException } from './plain.ts';

/** Price states in the object given; every call is one atomic read or write of it. */
export function memoryPriceStates(data: Record<string, PriceState>): PriceStates {
  return {
    read: async (productId) => copy(data[productId]),

    async commit(next, eventId) {
      const stored = data[next.productId];
      if (next.revision === 1) {
        if (stored === undefined) data[next.productId] = copy(next);
        return stored === undefined;
      }
      if (stored?.revision !== next.revision - 1) return false;
      const mark = next.unsettled[eventId];
      if (mark === undefined) throw new ValidationException(`there is no mark for ${eventId} to write`);
      const unsettled = { ...stored.unsettled, [eventId]: mark };
      // A field of `next` that is undefined is removed; one that it does not name stays.
      data[next.productId] = copy({ ...stored, ...next, unsettled });
      return true;
    },

    async takeTurn(state, turn, now) {
      const stored = data[state.productId];
      if (stored?.revision !== state.revision) return false;
      if (stored.turn && stored.turn.until > now && stored.turn.eventId !== turn.eventId) return false;
      data[state.productId] = copy({ ...stored, turn });
      return true;
    },

    async settle(productId, eventId) {
      const stored = data[productId];
      if (stored === undefined) throw new ValidationException('there is no such path to remove');
      delete stored.unsettled[eventId];
    },

    async resetSequence(state, to) {
      const stored = data[state.productId];
      if (stored?.revision !== state.revision) return false;
      data[state.productId] = copy({ ...stored, sequence: to, revision: state.revision + 1 });
      return true;
    },

    async resetDemand(state) {
      const stored = data[state.productId];
      if (stored?.revision !== state.revision) return false;
      const { demand: _demand, salesRate: _salesRate, ...rest } = stored;
      data[state.productId] = copy({ ...rest, revision: state.revision + 1 });
      return true;
    },

    all: () => readAtOnce(() => copy(sorted(data))),
    due: (now) =>
      readAtOnce(() =>
        sorted(data).flatMap(({ productId, repriceAt }) =>
          repriceAt !== undefined && repriceAt <= now ? [{ productId, repriceAt }] : [],
        ),
      ),
    unsettled: () =>
      readAtOnce(() => copy(sorted(data).filter(({ unsettled }) => Object.keys(unsettled).length > 0))),

    prices: () => readAtOnce(() => copy(sorted(data).map(priceOf))),
    async readPrices(productIds) {
      refuseDoubles(productIds);
      return productIds.flatMap((productId) => copy(data[productId] && priceOf(data[productId])) ?? []);
    },
    count: async () => Object.keys(data).length,
  };
}

const priceOf = ({ productId, price, unsettled }: PriceState): RecordedPrice => ({
  productId,
  price,
  unsettled,
});
