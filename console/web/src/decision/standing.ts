import type { EventDetail } from '../../../../api/routes/events.ts';
import type { Evidence } from '../../../../domain/record/ledger.ts';

/** The evidence of the committed decision, or else the last one. */
export const standing = ({ row, evidence }: EventDetail): Evidence | undefined =>
  evidence.find(({ context }) => context + 1 === row.revision) ?? evidence.at(-1);
