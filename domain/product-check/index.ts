import { CONTRADICTIONS } from './contradictions.ts';
import type { Checked, ProductRule } from './rule.ts';
import { WARNINGS } from './warnings.ts';

/** The rules for a product's terms, in the order of their findings. */
export const PRODUCT_RULES: readonly ProductRule[] = [...CONTRADICTIONS, ...WARNINGS];

/** The finding of a rule. `message` begins with the field. */
export interface Finding {
  rule: string;
  answer: ProductRule['answer'];
  message: string;
}

/**
 * All problems in the terms of a product: contradictions, and terms without their apparent effect. Under a policy the
 * guardrails themselves say whether any price can pass.
 */
export const checkProduct = (checked: Checked): Finding[] =>
  PRODUCT_RULES.flatMap(({ name, field, answer, says }) => {
    const why = says(checked);
    return why === undefined ? [] : [{ rule: name, answer, message: `${field}: ${why}` }];
  });
