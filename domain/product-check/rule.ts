import type { Policy } from '../policy/policy.ts';
import type { Product } from '../product/product.ts';
import type { PriceState } from '../state/price-state.ts';

/** A product, and what it is priced by where that is known; `changed`: its terms have just become these. */
export interface Checked {
  product: Product;
  under?: { policy: Policy; state: PriceState; now: string; changed?: boolean };
}

/** Terms of a product that contradict each other (`refused`), or that don't do what they seem to (`warned`). */
export interface ProductRule {
  name: string;
  field: keyof Product;
  answer: 'refused' | 'warned';
  /** What is wrong, with every number that it is about; undefined where nothing is. */
  says(checked: Checked): string | undefined;
}
