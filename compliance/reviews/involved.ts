import type { Involved } from '../../domain/policy/four-eyes.ts';
import type { Review } from '../../domain/review/review.ts';
import type { ReviewDeps } from './deps.ts';

/**
 * The people who asked for the price, wrote the policy that judged it, or requested its release. Throws UnreadableItem if the
 * author of a version can't be read, because anybody could be that author.
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

/** The inputs of a release check, read now. */
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
