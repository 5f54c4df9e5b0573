import type { ReviewFile } from '../../../../../api/routes/reviews.ts';
import type { Evidence } from '../../../../../domain/record/ledger.ts';

/** The evidence of the decision that is under review. */
export const judged = ({ evidence, context }: ReviewFile): Evidence | undefined =>
  evidence.find((each) => each.context === context);
