import * as z from 'zod';
import { By } from '../../domain/inventory-event.ts';
import { envelopeOf, type LedgerRow } from '../../domain/ledger.ts';

const name = By.optional().catch(undefined);

/** Where an event names the people behind it. */
const Named = z.object({
  detail: z.object({ releasedBy: name, confirmedBy: name, rolledBackBy: name }).catch({}),
  /** Who changed the event before it was started again. */
  edited: z.object({ by: name }).catch({}),
});

/** The people who asked for what the event asks for; none for an event of the inventory system. */
export function askedBy(row: LedgerRow): string[] {
  const { detail, edited } = Named.parse(envelopeOf(row));
  return [...Object.values(detail), edited.by].filter((each) => each !== undefined);
}
