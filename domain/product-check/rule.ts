import type { Policy } from '../policy/policy.ts';
import type { Product } from '../product/product.ts';
import type { PriceState } from '../state/price-state.ts';

/** A product and, if known, its policy. `changed`: its terms have just changed. */
export interface Checked {
  product: Product;
  under?: { policy: Policy; state: PriceState; now: string; changed?: boolean };
}

/** A check of a product's terms: contradictions are `refused`, terms without their apparent effect are `warned`. */
export interface ProductRule {
  name: string;
  field: keyof Product;
  answer: 'refused' | 'warned';
  /** The problem with all its numbers; undefined if there is none. */
  says(checked: Checked): string | undefined;
}
