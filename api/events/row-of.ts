import type { LedgerRow } from '../../domain/record/ledger.ts';
import type { ApiDeps } from '../deps.ts';
import { notFound } from '../problem.ts';

/** The row of an event. Throws ApiProblem if there is none. */
export async function rowOf({ ledger }: Pick<ApiDeps, 'ledger'>, eventId: string): Promise<LedgerRow> {
  const row = await ledger.read(eventId);
  if (row === undefined) throw notFound(`the ledger has no event ${eventId}`);
  return row;
}

/** The audit note about a view of an event. */
export const viewOf = ({ eventId, productId }: LedgerRow, details: Record<string, unknown> = {}) => ({
  subject: { kind: 'event', id: eventId },
  ...(productId === undefined ? {} : { productId }),
  details,
});
