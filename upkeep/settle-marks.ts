import type { Clock } from '../adapters/clock.ts';
import type { Ledger } from '../adapters/ledger.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { leaveOut } from '../adapters/stored-item.ts';
import { ageMs, HOUR_MS } from '../domain/values/time.ts';

/** By then the product's next commit has removed the mark, unless the product is idle. */
const IDLE_MS = 24 * HOUR_MS;

/**
 * Removes the marks of closed events from idle products; the next commit does it for others. A row must outlive its mark,
 * because only the row shows that the mark is obsolete. Reads every price state, so it runs rarely.
 */
export const settleMarks =
  ({ ledger, priceStates, clock }: { ledger: Ledger; priceStates: PriceStates; clock: Clock }) =>
  async (): Promise<{ settled: number }> => {
    let settled = 0;
    const now = clock();
    for await (const { productId, unsettled } of priceStates.unsettled()) {
      const old = Object.keys(unsettled).filter((id) => ageMs(unsettled[id]?.at ?? now, now) >= IDLE_MS);
      for (const row of await ledger.readMany(old, leaveOut)) {
        if (row.outcome === undefined) continue;
        await priceStates.settle(productId, row.eventId);
        settled += 1;
      }
    }
    return { settled };
  };
