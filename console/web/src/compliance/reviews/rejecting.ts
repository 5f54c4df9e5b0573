/** The guardrails that can reject, and those that leave no price where nothing else is allowed either. */
export const REJECTING = ['sane-number', 'floor-known', 'review-jump', 'price-band', 'emergency-cap', 'map'];
