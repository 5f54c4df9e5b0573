const STEPS = 20;

/**
 * Dispersion k of counts with variance mean + k mean^2 (negative binomial): the moment estimator with the weights of that variance
 * (Breslow 1984, Extra-Poisson variation in log-linear models; Cameron & Trivedi, Regression Analysis of Count Data, section 3.3).
 *
 * @returns 0 for counts that vary no more than Poisson's
 */
export function dispersionOf(units: Float64Array, mean: Float64Array): number {
  let dispersion = 0;
  for (let step = 0; step < STEPS; step++) {
    let [excess, squares] = [0, 0];
    for (let i = 0; i < units.length; i++) {
      const m = mean[i] ?? 0;
      if (!(m > 0)) continue;
      const weight = 1 / (1 + dispersion * m) ** 2;
      excess += weight * (((units[i] ?? 0) - m) ** 2 - m);
      squares += weight * m ** 2;
    }
    const next = squares > 0 ? Math.max(excess / squares, 0) : 0;
    if (Math.abs(next - dispersion) < 1e-5) return next;
    dispersion = next;
  }
  return dispersion;
}
