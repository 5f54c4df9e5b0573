import type { NotedVersion } from '../../../adapters/catalog.ts';
import type { Evidence, LedgerRow } from '../../../domain/ledger.ts';
import type { Product } from '../../../domain/product.ts';
import type { ReviewStep } from '../../../domain/review.ts';
import { committedEvidence } from '../../../tasks/reviews/committed.ts';
import type { ReportNeed } from './need.ts';

/** What one decision can be explained by. */
export interface DecisionReport {
  row: LedgerRow;
  evidence: Evidence;
  /** As it is today; absent where it has left the catalog. */
  product?: Product;
  version?: NotedVersion;
  review: ReviewStep[];
  /** When the report was made. */
  at: string;
}

/** Undefined where the event is unknown or ended without a decision. */
export async function decisionReport(need: ReportNeed, eventId: string): Promise<DecisionReport | undefined> {
  const row = await need.ledger.read(eventId);
  const evidence = row && (await committedEvidence(need.ledger, row));
  if (row === undefined || evidence === undefined) return undefined;
  const { policyId, version } = evidence.decision.policy;
  const [product, versions, review] = await Promise.all([
    need.catalog.product(evidence.productId),
    need.catalog.policyVersions(policyId),
    need.reviews.steps(eventId),
  ]);
  const noted = versions.find((each) => each.version === version);
  return {
    row,
    evidence,
    review,
    at: need.clock(),
    ...(product ? { product } : {}),
    ...(noted ? { version: noted } : {}),
  };
}
