import { type Circumstances, salesRateOf, stockOf } from '../context/circumstances.ts';
import { modelsPrice } from '../context/model-answer.ts';
import { isOrderOf, peopleOf } from '../context/order.ts';
import type { Proposal } from '../context/proposal.ts';
import { recentSales } from '../demand/sales-rate.ts';
import { asksFor, isOrdered } from '../events/price-event.ts';
import type { Rule } from '../policy/policy.ts';
import { runningSaleEnd } from '../product/product.ts';
import { percentOf } from '../values/money.ts';
import { elapsedMs, HOUR_MS } from '../values/time.ts';

type Suggestion = Pick<Proposal, 'amount' | 'evidence'>;

/**
 * The price by the rules: the first rule that applies, else the list price. Percentages refer to the list price, never to the
 * price in force, so that repeated events don't compound.
 */
export function proposeByRules(on: Circumstances, fallbackReason?: string): Proposal {
  for (const rule of on.policy.rules) {
    const suggestion = apply(rule, on, fallbackReason);
    if (suggestion) return proposal(on, rule.kind, suggestion, fallbackReason);
  }
  // The reason why no rule was tried.
  const evidence: Proposal['evidence'] = stockOf(on) === undefined ? { stockKnown: false } : {};
  return proposal(on, 'list-price', { amount: on.product.listPrice, evidence }, fallbackReason);
}

/**
 * The price of an operator event: the list price for a seed, the order's price for a release or rollback; otherwise
 * undefined.
 */
export function proposeByOperator(on: Circumstances): Proposal | undefined {
  const { event, product } = on;
  if (asksFor(event) === 'list-price') return operatorProposal(on, 'list-price', product.listPrice);
  const order = on.order?.order;
  if (!isOrdered(event) || order === undefined || !isOrderOf(order, event)) return undefined;
  return operatorProposal(on, peopleOf(order).join(', '), order.price);
}

function proposal(
  { product }: Circumstances,
  by: string,
  suggestion: Suggestion,
  fallbackReason?: string,
): Proposal {
  const reason = fallbackReason === undefined ? {} : { fallbackReason };
  return { source: 'rules', by, currency: product.currency, ...suggestion, ...reason };
}

const operatorProposal = ({ product }: Circumstances, by: string, amount: number): Proposal => ({
  source: 'operator',
  by,
  amount,
  currency: product.currency,
  evidence: {},
});

function apply(rule: Rule, on: Circumstances, fallbackReason?: string): Suggestion | undefined {
  const stock = stockOf(on);
  if (stock === undefined) return undefined;
  const { listPrice } = on.product;
  switch (rule.kind) {
    case 'low-stock':
      return stock < rule.below
        ? { amount: percentOf(listPrice, 100 + rule.raisePercent), evidence: { stock, below: rule.below } }
        : undefined;
    case 'overstock':
      return stock > rule.above
        ? { amount: percentOf(listPrice, 100 - rule.discountPercent), evidence: { stock, above: rule.above } }
        : undefined;
    case 'run-out':
      return runOut(rule, on, stock);
    case 'keep-price':
      return keepPrice(rule, on, fallbackReason);
  }
}

// A model that its calibration switched off is not away: its last price is as doubtful as its next one.
const SWITCHED_OFF = 'ModelUncalibrated:';

function keepPrice(
  { forMinutes }: Extract<Rule, { kind: 'keep-price' }>,
  on: Circumstances,
  fallbackReason = '',
): Suggestion | undefined {
  if (!on.policy.model.use || fallbackReason.startsWith(SWITCHED_OFF)) return undefined;
  const kept = modelsPrice(on, forMinutes);
  return kept && { amount: kept.amount, evidence: { modelAnsweredAt: kept.answeredAt, forMinutes } };
}

/**
 * The price at which the stock is expected to last just until the sale ends, the fluid solution of Gallego and van Ryzin
 * (1994), here for demand of constant elasticity e: p = p̄ (r t / n)^(1/e), with r units an hour seen at price p̄, t hours
 * left and n units.
 */
function runOut(
  rule: Extract<Rule, { kind: 'run-out' }>,
  on: Circumstances,
  stock: number,
): Suggestion | undefined {
  const end = runningSaleEnd(on.product, on.now);
  const sales = recentSales(salesRateOf(on), rule.minimumHours);
  if (
    end === undefined ||
    sales === undefined ||
    sales.unitsPerHour === 0 ||
    stock === 0 ||
    stock > rule.atMost
  )
    return undefined;
  const hoursLeft = elapsedMs(on.now, end) / HOUR_MS;
  const load = (sales.unitsPerHour * hoursLeft) / stock;
  const exact = sales.atPrice * load ** (1 / rule.elasticity);
  const lowest = percentOf(on.product.listPrice, rule.percentOfList.lowest);
  const highest = percentOf(on.product.listPrice, rule.percentOfList.highest);
  const evidence = { stock, hoursLeft, unitsPerHour: sales.unitsPerHour, atPrice: sales.atPrice };
  return { amount: Math.min(highest, Math.max(lowest, Math.round(exact))), evidence };
}
