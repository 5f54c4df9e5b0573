import { runningSaleEnd } from '../product/product.ts';
import type { ModelAnswer } from '../state/model-answer.ts';
import { ageMs, MINUTE_MS } from '../values/time.ts';
import type { Circumstances } from './circumstances.ts';

/** A model's answer at `at` under the present terms. */
export function answerAt({ product, policy, now }: Circumstances, at: string): ModelAnswer {
  const saleEndsAt = runningSaleEnd(product, now);
  return {
    at,
    policy: `${policy.policyId}@${policy.version}`,
    listPrice: product.listPrice,
    ...(product.unitCost === undefined ? {} : { unitCost: product.unitCost }),
    ...(saleEndsAt === undefined ? {} : { saleEndsAt }),
  };
}

/**
 * The price in force and the time of the answer, if it is still the price that stood when a model last answered, less than
 * `forMinutes` ago and under the same terms: policy version, list price, unit cost, and whether and until when a sale runs.
 * Otherwise undefined. The age counts from the answer, not from the last change of the price: a model that confirms a price
 * keeps it young. A time in the future comes from a fast clock and counts as too old.
 *
 * A restock does not end it: the model is asked again within minutes, so another price in between could only be taken back.
 * `forMinutes` bounds how long a price from before a restock stays.
 */
export function modelsPrice(
  on: Circumstances,
  forMinutes: number,
): { amount: number; answeredAt: string } | undefined {
  const { product, state, now } = on;
  const { price, modelAnswer } = state;
  if (price === undefined || modelAnswer?.priceRevision !== price.revision) return undefined;
  const { at, policy, listPrice, unitCost, saleEndsAt } = modelAnswer;
  const present = answerAt(on, at);
  const isSame =
    price.currency === product.currency &&
    present.policy === policy &&
    present.listPrice === listPrice &&
    present.unitCost === unitCost &&
    present.saleEndsAt === saleEndsAt;
  const isYoung = ageMs(at, now) < forMinutes * MINUTE_MS;
  return isSame && isYoung ? { amount: price.amount, answeredAt: at } : undefined;
}
