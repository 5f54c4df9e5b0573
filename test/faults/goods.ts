import type { PolicyTerms } from '../../domain/policy/policy.ts';
import type { CatalogData } from '../fakes/memory-catalog.ts';
import { ID, policy, product } from '../unit/domain/make.ts';

/** Discounts that would go below cost, in steps so small that every decision depends on the previous one. */
const RULES: PolicyTerms['rules'] = [
  { kind: 'low-stock', below: 20, raisePercent: 60 },
  { kind: 'overstock', above: 60, discountPercent: 80 },
];

const terms = (policyId: string, model: Partial<PolicyTerms['model']>): PolicyTerms => {
  const {
    version: _version,
    mode: _mode,
    ...rest
  } = policy({
    policyId,
    rules: RULES,
    guardrails: { maxStep: { percent: 20 } },
    model: { use: false, ...model },
    sequence: { maxJump: 100_000 },
    repriceAfterMinutes: 5,
  });
  return rest;
};

export const UNIT_COST = 400;

const BY_MODEL = { use: true, endpoint: 'demand', challenger: 'challenger' };

/** Products at EUR 10.00 that cost EUR 4.00. Every second one uses the model with a challenger. */
export function catalogOf(
  productIds: string[],
  byModel: Partial<PolicyTerms['model']> = BY_MODEL,
): CatalogData {
  const inForce = (given: PolicyTerms) => ({
    current: { version: 1, mode: 'live' as const },
    versions: { 1: given },
  });
  return {
    products: Object.fromEntries(
      productIds.map((productId, at) => [
        productId,
        product({
          productId,
          unitCost: UNIT_COST,
          policyId: at % 2 === 0 ? 'rules' : 'model',
          baselineUnitsPerHour: 60,
        }),
      ]),
    ),
    policies: { rules: inForce(terms('rules', {})), model: inForce(terms('model', byModel)) },
  };
}

export const productIds = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${ID}-${at + 1}`);
