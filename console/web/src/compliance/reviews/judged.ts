import type { Evidence } from '../../../../../domain/ledger.ts';
import type { ReviewFile } from '../../../../contract/reviews.ts';

/** The evidence of the decision that is under review. */
export const judged = ({ evidence, context }: ReviewFile): Evidence | undefined =>
  evidence.find((each) => each.context === context);
