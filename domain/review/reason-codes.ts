/** Why a person decided as they did; the text beside it says more. */
export const REASON_CODES = {
  uphold: ['guardrail-is-right', 'wrong-data', 'model-error', 'against-rules', 'other'],
  release: ['price-is-right', 'guardrail-too-tight', 'agreed-campaign', 'market-moved', 'other'],
  escalate: ['needs-decision-above', 'legal-question', 'unclear-data', 'other'],
} as const;
