import { CONTRADICTIONS } from './contradictions.ts';
import type { Checked, ProductRule } from './rule.ts';
import { WARNINGS } from './warnings.ts';

/** The rules that the terms of a product are held against, in the order in which findings are listed. */
export const PRODUCT_RULES: readonly ProductRule[] = [...CONTRADICTIONS, ...WARNINGS];

/** What a rule found. `message` begins with the field. */
export interface Finding {
  rule: string;
  answer: ProductRule['answer'];
  message: string;
}

/**
 * Everything that is wrong with the terms of a product: what contradicts itself, and what will not do what it seems to.
 * Under a policy the guardrails themselves say whether any price can pass.
 */
export const checkProduct = (checked: Checked): Finding[] =>
  PRODUCT_RULES.flatMap(({ name, field, answer, says }) => {
    const why = says(checked);
    return why === undefined ? [] : [{ rule: name, answer, message: `${field}: ${why}` }];
  });
