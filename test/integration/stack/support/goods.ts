import type * as z from 'zod';
import type { PolicyTerms } from '../../../../domain/policy/policy.ts';
import type { Product } from '../../../../domain/product/product.ts';

/** A product with a list price of EUR 100.00. `byStock` prices it at 120.00 below 10 units and at 90.00 above 100. */
export const product = (
  productId: string,
  changes: Partial<z.input<typeof Product>> = {},
): z.input<typeof Product> => ({
  productId,
  name: 'Kettle',
  category: 'home',
  currency: 'EUR',
  listPrice: 10_000,
  unitCost: 4_000,
  ...changes,
});

/** Prices by rules only, so that each stock has one correct price. */
export const byStock = (changes: Partial<z.input<typeof PolicyTerms>> = {}): z.input<typeof PolicyTerms> => ({
  policyId: 'default',
  model: { use: false },
  rules: [
    { kind: 'low-stock', below: 10, raisePercent: 20 },
    { kind: 'overstock', above: 100, discountPercent: 10 },
  ],
  guardrails: {},
  ...changes,
});

export const PRICE_WHEN = { low: 12_000, normal: 10_000, over: 9_000 } as const;
export const STOCK = { low: 5, normal: 50, over: 200 } as const;
