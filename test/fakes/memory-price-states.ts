import type { PriceStates, RecordedPrice } from '../../adapters/price-state.ts';
import type { PriceState } from '../../domain/state/price-state.ts';
import { asked, copy, readAtOnce, readable, refuseDoubles, sorted, ValidationException } from './plain.ts';

/** Price states in the given object; every call is one atomic read or write. */
export function memoryPriceStates(data: Record<string, PriceState>): PriceStates {
  return {
    read: async (productId) => copy(data[productId]),

    async commit(next, eventId, settled = []) {
      const stored = data[next.productId];
      if (next.revision === 1) {
        if (stored === undefined) data[next.productId] = copy(next);
        return stored === undefined;
      }
      if (stored?.revision !== next.revision - 1) return false;
      const mark = next.unsettled[eventId];
      if (mark === undefined) throw new ValidationException(`there is no mark for ${eventId} to write`);
      const unsettled = { ...stored.unsettled, [eventId]: mark };
      for (const id of settled) delete unsettled[id];
      // An undefined field of `next` is removed; a missing one is kept.
      data[next.productId] = copy({ ...stored, ...next, unsettled });
      return true;
    },

    async moveOn(productId, eventId) {
      const stored = data[productId];
      if (typeof stored?.revision !== 'number') return false;
      stored.revision += 1;
      return Object.hasOwn(Object(stored.unsettled), eventId);
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

    async setStanding(state, standing) {
      const stored = data[state.productId];
      if (stored?.revision !== state.revision) return false;
      data[state.productId] = copy({ ...stored, standing, revision: state.revision + 1 });
      return true;
    },

    async resetDemand(state) {
      const stored = data[state.productId];
      if (stored?.revision !== state.revision) return false;
      const { demand: _demand, salesRate: _salesRate, ...rest } = stored;
      data[state.productId] = copy({ ...rest, revision: state.revision + 1 });
      return true;
    },

    all: (skipped) => readAtOnce(() => copy(readable(sorted(data), skipped))),
    due: (now, skipped) =>
      readAtOnce(() =>
        readable(sorted(data), skipped).flatMap(({ productId, repriceAt }) =>
          repriceAt !== undefined && repriceAt <= now ? [{ productId, repriceAt }] : [],
        ),
      ),
    decided: (skipped) =>
      readAtOnce(() =>
        readable(sorted(data), skipped).flatMap(({ productId, decidedAt }) =>
          decidedAt === undefined ? [] : [{ productId, decidedAt }],
        ),
      ),
    unsettled: (skipped) =>
      readAtOnce(() =>
        copy(readable(sorted(data), skipped).filter(({ unsettled }) => Object.keys(unsettled).length > 0)),
      ),

    prices: (skipped) => readAtOnce(() => copy(readable(sorted(data), skipped).map(priceOf))),
    async readMany(productIds, skipped) {
      refuseDoubles(productIds);
      return copy(
        asked(
          productIds.flatMap((productId) => data[productId] ?? []),
          skipped,
        ),
      );
    },
    async readPrices(productIds, skipped) {
      refuseDoubles(productIds);
      const states = productIds.flatMap((productId) => data[productId] ?? []);
      return asked(states, skipped).map(priceOf);
    },
    count: async () => Object.keys(data).length,
  };
}

const priceOf = ({ productId, price, unsettled }: PriceState): RecordedPrice => ({
  productId,
  price,
  unsettled,
});
