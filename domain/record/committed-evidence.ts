/** The evidence of the decision that the event's row was closed or fenced with; undefined without one, or when it has expired. */
export const committedEvidence = <Decided extends { context: number }>(
  row: { revision?: number | undefined },
  evidence: readonly Decided[],
): Decided | undefined => evidence.find(({ context }) => context + 1 === row.revision);
