import type { Involved } from '../../domain/policy/four-eyes.ts';
import type { Review } from '../../domain/review/review.ts';
import type { ReviewDeps } from './deps.ts';

/**
 * Who has had a hand in the price, in the rules that judged it, or in its release. Throws UnreadableItem where the author of a
 * version can't be read: nobody could be told from them.
 */
export async function involvedIn(
  { catalog }: Pick<ReviewDeps, 'catalog'>,
  review: Review,
): Promise<Involved> {
  const { askedBy, policy } = review.rejection;
  const versions = await catalog.policyVersions(policy.policyId, (item) => {
    throw item;
  });
  const policyBy = versions
    .filter(({ version }) => version >= policy.version)
    .flatMap(({ by, approvedBy }) => [by, approvedBy].filter((each) => each !== undefined));
  return { askedBy, policyBy, requestedBy: review.request?.by };
}

/** What a release is held against, read now. */
export async function groundOf(
  { catalog, priceStates, clock }: Pick<ReviewDeps, 'catalog' | 'priceStates' | 'clock'>,
  { rejection }: Review,
) {
  const [product, state] = await Promise.all([
    catalog.product(rejection.productId),
    priceStates.read(rejection.productId),
  ]);
  const policy = product && (await catalog.policy(product.policyId));
  return { rejection, product, policy, state, now: clock() };
}
