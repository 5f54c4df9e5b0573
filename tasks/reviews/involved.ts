import type { Involved } from '../../domain/four-eyes.ts';
import type { Review } from '../../domain/review.ts';
import type { ReviewNeed } from './need.ts';

/** Who has had a hand in the price, in the rules that judged it, or in its release. */
export async function involvedIn(
  { catalog }: Pick<ReviewNeed, 'catalog'>,
  review: Review,
): Promise<Involved> {
  const { askedBy, policy } = review.rejection;
  const versions = await catalog.policyVersions(policy.policyId);
  const policyBy = versions
    .filter(({ version }) => version >= policy.version)
    .flatMap(({ by, approvedBy }) => [by, approvedBy].filter((each) => each !== undefined));
  return { askedBy, policyBy, requestedBy: review.request?.by };
}

/** What a release is held against, read now. */
export async function groundOf(
  { catalog, priceStates, clock }: Pick<ReviewNeed, 'catalog' | 'priceStates' | 'clock'>,
  { rejection }: Review,
) {
  const [product, state] = await Promise.all([
    catalog.product(rejection.productId),
    priceStates.read(rejection.productId),
  ]);
  const policy = product && (await catalog.policy(product.policyId));
  return { rejection, product, policy, state, now: clock() };
}
