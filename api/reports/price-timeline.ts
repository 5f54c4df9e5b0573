import { batches } from '../../adapters/batches.ts';
import type { Ledger } from '../../adapters/ledger.ts';
import { commitDecision } from '../../domain/decision/commit.ts';
import type { Decision } from '../../domain/decision/decision.ts';
import type { LedgerRow } from '../../domain/record/ledger.ts';
import { noState, type PriceState } from '../../domain/state/price-state.ts';
import { PriceAmount } from '../../domain/values/money.ts';
import { ascending } from '../../domain/values/sorting.ts';
import { DAY_MS, HOUR_MS, shift } from '../../domain/values/time.ts';

/** A price and when it came in force. */
export interface PriceChange {
  revision: number;
  amount: number;
  at: string;
  eventId: string;
}

const ROWS_AT_ONCE = 100;
/** Events are found by time of acceptance; every decision is made within this time after it. */
const DECIDED_WITHIN_MS = 6 * HOUR_MS;
/** Guardrails look back at most a day, and the price before that is needed too. */
const LOOK_BACK_MS = 2 * DAY_MS;

/** The prices of a product from `before` milliseconds before `since` to `until`, in order, from the ledger. */
export async function priceTimeline(
  ledger: Ledger,
  productId: string,
  { since, until, before = LOOK_BACK_MS }: { since: string; until: string; before?: number },
): Promise<PriceChange[]> {
  const changes: PriceChange[] = [];
  const span = { since: shift(since, -before - DECIDED_WITHIN_MS), until };
  for await (const ids of batches(ledger.byProduct(productId, span), ROWS_AT_ONCE)) {
    const priced = (await ledger.readMany(ids)).flatMap(pricedOf);
    for (const { eventId, context, decision } of await ledger.evidences(priced))
      if (decision.price !== undefined)
        changes.push({ revision: context + 1, amount: decision.price, at: decision.decidedAt, eventId });
  }
  return changes.sort(ascending(({ revision }) => revision));
}

const pricedOf = ({ eventId, outcome, revision }: LedgerRow) =>
  outcome === 'priced' && revision !== undefined ? [{ eventId, context: revision - 1 }] : [];

/** The price state after these changes alone. */
export const stateAfter = (
  changes: readonly PriceChange[],
  { productId, like }: { productId: string; like: Decision },
): PriceState => changes.reduce((so, change) => putInForce(so, change, like), noState(productId));

function putInForce(
  state: PriceState,
  { revision, amount, at, eventId }: PriceChange,
  like: Decision,
): PriceState {
  const decision: Decision = {
    ...like,
    verdict: 'approve',
    outcome: 'priced',
    reason: 'approved',
    price: PriceAmount.parse(amount),
    trail: [],
    decidedAt: at,
  };
  const event = {
    kind: 'reprice',
    eventId,
    acceptedAt: at,
    productId: state.productId,
    why: 'then',
  } as const;
  return commitDecision({ ...state, revision: revision - 1 }, event, decision);
}
