import type { Circumstances } from '../context/circumstances.ts';
import { judgedAs } from '../context/judged-as.ts';
import { reasonToStand } from '../context/standing.ts';
import { floorIsKnown } from '../guardrails/floor-known.ts';
import { standingBounds } from '../guardrails/judge.ts';
import { formatMoney } from '../values/money.ts';
import type { Checked, ProductRule } from './rule.ts';

const noPriceCanPass: ProductRule = {
  name: 'no price can pass',
  field: 'listPrice',
  answer: 'warned',
  says: ({ product, under }) => {
    if (under === undefined || product.status === 'retired') return undefined;
    const { lower, upper } = boundsUnder(product, under);
    if (lower === null || upper === null || lower.amount <= upper.amount) return undefined;
    const [least, most] = [lower, upper].map(({ amount }) => formatMoney(amount, product.currency));
    const { price } = under.state;
    const so = price ? 'the price in force stays' : 'the product gets no price';
    return `no price can pass policy ${under.policy.policyId}: ${lower.bound} asks for at least ${least}, ${upper.bound} for at most ${most}; ${so}`;
  },
};

const listPriceOutside: ProductRule = {
  name: 'listPrice outside the bounds',
  field: 'listPrice',
  answer: 'warned',
  says: ({ product, under }) => {
    if (under === undefined || product.status === 'retired') return undefined;
    const { lower, upper } = boundsUnder(product, under);
    if (lower && upper && lower.amount > upper.amount) return undefined;
    const { listPrice, currency } = product;
    const bound =
      lower && listPrice < lower.amount ? lower : upper && listPrice > upper.amount ? upper : null;
    if (bound === null) return undefined;
    return `${formatMoney(listPrice, currency)} can't be in force: ${bound.bound} asks for at ${bound === lower ? 'least' : 'most'} ${formatMoney(bound.amount, currency)}`;
  },
};

const noFloor: ProductRule = {
  name: 'no floor',
  field: 'unitCost',
  answer: 'warned',
  says: ({ product }) =>
    product.status === 'active' && !floorIsKnown(product)
      ? 'with neither a unit cost nor a minimum price above 0 only the list price is put in force; every other price is rejected'
      : undefined,
};

const saleNeverRuns: ProductRule = {
  name: 'saleStartsAt without saleEndsAt',
  field: 'saleStartsAt',
  answer: 'warned',
  says: ({ product: { saleStartsAt, saleEndsAt } }) =>
    saleStartsAt !== undefined && saleEndsAt === undefined
      ? 'has no effect without saleEndsAt: no sale runs'
      : undefined,
};

const STANDS: Record<string, string> = {
  paused: 'the policy is paused: the price in force stays until it is resumed',
  shadow: 'the policy is in shadow: the price in force stays',
  'out-of-stock': 'the product is out of stock: the price in force stays until its next stock',
};

/** Reported only for terms that have just changed: later it is no news. */
const waits: ProductRule = {
  name: 'change waits',
  field: 'listPrice',
  answer: 'warned',
  says: (checked) => {
    const { product, under } = checked;
    if (under?.changed !== true || under.state.price === undefined) return undefined;
    const on = repricing(product, under);
    const shadowed = under.policy.mode === 'shadow' && judgedAs(on) !== 'list-price';
    return STANDS[reasonToStand(on) ?? (shadowed ? 'shadow' : '')];
  },
};

/** Terms that are accepted but do not have their apparent effect. */
export const WARNINGS: readonly ProductRule[] = [
  noPriceCanPass,
  listPriceOutside,
  noFloor,
  saleNeverRuns,
  waits,
];

type Under = NonNullable<Checked['under']>;

const boundsUnder = (product: Checked['product'], under: Under) => standingBounds(repricing(product, under));

const repricing = (product: Checked['product'], { policy, state, now }: Under): Circumstances => {
  const { productId } = product;
  const event = { kind: 'reprice', eventId: 'check', acceptedAt: now, productId, why: 'checked' } as const;
  return { product, policy, state, event, now };
};
