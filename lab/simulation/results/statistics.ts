/** An estimate and the half-width of its 95% confidence interval, in the same unit. */
export interface Estimate {
  value: number;
  margin: number;
}

const NORMAL_95 = 1.96;

/** @throws RangeError for fewer than two samples */
export function meanOf(samples: readonly number[]): Estimate {
  const value = average(samples);
  return { value, margin: NORMAL_95 * standardError(samples, value) };
}

/**
 * The mean of `samples` over the mean of `base`, minus 1, both from the same sales in the same order. The interval is that of
 * paired samples by the delta method (Cochran 1977, "Sampling Techniques", chapter 6), in which luck common to both cancels
 * out.
 */
export function upliftOf(samples: readonly number[], base: readonly number[]): Estimate {
  const ratio = average(samples) / average(base);
  const residuals = samples.map((sample, i) => sample - ratio * (base[i] as number));
  const margin = (NORMAL_95 * standardError(residuals, average(residuals))) / Math.abs(average(base));
  return { value: ratio - 1, margin };
}

export const average = (samples: readonly number[]): number =>
  samples.reduce((sum, each) => sum + each, 0) / samples.length;

function standardError(samples: readonly number[], mean: number): number {
  if (samples.length < 2) throw new RangeError('at least two samples are needed for a standard error');
  const squares = samples.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return Math.sqrt(squares / (samples.length - 1) / samples.length);
}
