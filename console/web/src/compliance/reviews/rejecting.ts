/** The guardrails that can reject a proposal, including those that do so only if no price is allowed. */
export const REJECTING = ['sane-number', 'floor-known', 'review-jump', 'price-band', 'emergency-cap', 'map'];
