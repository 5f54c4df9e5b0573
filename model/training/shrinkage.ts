/** An estimate with its standard error. */
export interface Estimate {
  value: number;
  error: number;
}

/** Variances above this are not searched for. */
const MOST = 25;

/**
 * Variance between the true values of estimates around their groups' means, by the method of Paule and Mandel (1982; DerSimonian &
 * Kacker 2007, Random-effects model for meta-analysis): the variance at which the weighted squares equal their degrees of freedom.
 *
 * @param groups estimates of each group
 * @returns 0 where chance explains the differences, or no group has two estimates
 */
export function varianceBetween(groups: readonly (readonly Estimate[])[]): number {
  const freedom = groups.reduce((sum, group) => sum + Math.max(group.length - 1, 0), 0);
  if (freedom === 0) return 0;
  const excess = (variance: number): number =>
    groups.reduce((sum, group) => {
      const { value: mean } = pooled(group, variance);
      return (
        sum + group.reduce((all, { value, error }) => all + (value - mean) ** 2 / (error ** 2 + variance), 0)
      );
    }, -freedom);
  if (excess(0) <= 0) return 0;
  let [low, high] = [0, MOST];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (excess(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Mean of estimates whose true values have this variance, each weighted by its precision; NaN for none. */
export function pooled(estimates: readonly Estimate[], variance: number): Estimate {
  let precision = 0;
  let sum = 0;
  for (const { value, error } of estimates) {
    const own = 1 / (error ** 2 + variance);
    precision += own;
    sum += own * value;
  }
  return { value: sum / precision, error: Math.sqrt(1 / precision) };
}

/**
 * Posterior of an estimate whose true value is normal around `prior` with this variance (Efron & Morris 1973, Stein's estimation
 * rule and its competitors). It adds the uncertainty of the prior's mean. Without an estimate it is the prior.
 */
export function shrunk(estimate: Estimate | undefined, prior: Estimate, variance: number): Estimate {
  if (estimate === undefined) return { value: prior.value, error: Math.sqrt(variance + prior.error ** 2) };
  const own = variance / (variance + estimate.error ** 2);
  return {
    value: own * estimate.value + (1 - own) * prior.value,
    error: Math.sqrt(own * estimate.error ** 2 + ((1 - own) * prior.error) ** 2),
  };
}
