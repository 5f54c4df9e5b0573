import type { Ledger } from '../adapters/ledger.ts';
import type { PriceStates } from '../adapters/price-state.ts';

/**
 * Takes away the marks of events that are closed: whoever closed them stopped before it took the mark away. Such a mark
 * does no harm but to the size of its item, so this reads every price state, and seldom runs.
 */
export const settleMarks =
  ({ ledger, priceStates }: { ledger: Ledger; priceStates: PriceStates }) =>
  async (): Promise<{ settled: number }> => {
    let settled = 0;
    for await (const { productId, unsettled } of priceStates.unsettled()) {
      for (const row of await ledger.readMany(Object.keys(unsettled))) {
        if (row.outcome === undefined) continue;
        await priceStates.settle(productId, row.eventId);
        settled += 1;
      }
    }
    return { settled };
  };
