import type { Policy } from '../policy/policy.ts';
import { type PolicyWarning, warnIf } from '../policy-check/warning.ts';
import type { Product } from '../product/product.ts';
import type { PriceState } from '../state/price-state.ts';
import { checkProduct } from './index.ts';

/** The rules whose answer depends on the policy. */
const BY_POLICY = ['no price can pass', 'listPrice outside the bounds'];
const EXAMPLES = 3;

/** The effects of terms on their products: prices that can't pass, and amounts that stand for several currencies. */
export async function productsUnder(
  policy: Policy,
  products: AsyncIterable<{ product: Product; state: PriceState }>,
  now: string,
): Promise<PolicyWarning[]> {
  const found = new Map(BY_POLICY.map((rule) => [rule, { count: 0, examples: [] as string[] }]));
  const currencies = new Set<string>();
  for await (const { product, state } of products) {
    currencies.add(product.currency);
    for (const { rule, message } of checkProduct({ product, under: { policy, state, now } })) {
      const of = found.get(rule);
      if (of === undefined) continue;
      of.count += 1;
      if (of.count <= EXAMPLES) of.examples.push(`${product.productId}: ${message}`);
    }
  }
  return [
    ...[...found].flatMap(([rule, { count, examples }]) =>
      warnIf(count > 0, 'products', `${count} with ${rule}: ${examples.join('; ')}${rest(count)}`),
    ),
    ...absoluteAmounts(policy).flatMap((at) =>
      warnIf(
        currencies.size > 1,
        at,
        `is the same number of minor units in ${[...currencies].sort().join(', ')}: a policy for each currency is needed`,
      ),
    ),
  ];
}

const rest = (count: number): string => (count > EXAMPLES ? `; and ${count - EXAMPLES} more` : '');

function absoluteAmounts({ guardrails, review }: Policy): string[] {
  const { lowest, highest } = guardrails.priceBand ?? {};
  const amounts = {
    'guardrails.priceBand.lowest': lowest,
    'guardrails.priceBand.highest': highest,
    'guardrails.deadBand.amount': guardrails.deadBand?.amount,
    'review.secondPersonAbove.amount': review?.secondPersonAbove.amount,
  };
  return Object.entries(amounts).flatMap(([at, amount]) => (amount === undefined ? [] : [at]));
}
