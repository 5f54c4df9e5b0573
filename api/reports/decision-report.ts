import type { NotedVersion } from '../../adapters/catalog/policies.ts';
import { committedEvidence } from '../../compliance/reviews/committed.ts';
import type { Product } from '../../domain/product/product.ts';
import type { Evidence, LedgerRow } from '../../domain/record/ledger.ts';
import type { ReviewStep } from '../../domain/review/review.ts';
import type { ReportDeps } from './deps.ts';

/** What is needed to explain one decision. */
export interface DecisionReport {
  row: LedgerRow;
  evidence: Evidence;
  /** As it is today; absent if it was deleted from the catalog. */
  product?: Product;
  version?: NotedVersion;
  review: ReviewStep[];
  /** When the report was made. */
  at: string;
}

/** Undefined if the event is unknown or ended without a decision. */
export async function decisionReport(deps: ReportDeps, eventId: string): Promise<DecisionReport | undefined> {
  const row = await deps.ledger.read(eventId);
  const evidence = row && (await committedEvidence(deps.ledger, row));
  if (row === undefined || evidence === undefined) return undefined;
  const { policyId, version } = evidence.decision.policy;
  const [product, versions, review] = await Promise.all([
    deps.catalog.product(evidence.productId),
    deps.catalog.policyVersions(policyId),
    deps.reviews.steps(eventId),
  ]);
  const noted = versions.find((each) => each.version === version);
  return {
    row,
    evidence,
    review,
    at: deps.clock(),
    ...(product ? { product } : {}),
    ...(noted ? { version: noted } : {}),
  };
}
