import { average } from './statistics.ts';

/** A control with less than this share of its variance beyond the controls before it adds rounding errors only. */
const COLLINEAR = 1e-9;

/**
 * Samples with the same expectation and less variance: removes the part that correlates with the luck of other strategies in the
 * same sales. Each control is the difference between a strategy's earnings and their expectation, so its expectation is 0
 * (Glasserman 2003, "Monte Carlo Methods in Financial Engineering", section 4.1). The weights are those of least squares, by
 * modified Gram-Schmidt; a control that follows from the ones before is left out. They are estimated from the same samples, which
 * biases the mean by the order of one over their number.
 */
export function withoutLuck(
  samples: readonly number[],
  controls: readonly (readonly number[])[],
): readonly number[] {
  const used: (readonly number[])[] = [];
  for (const control of controls) {
    const own = used.reduce(explainedAway, control);
    if (spread(own) > COLLINEAR * spread(control)) used.push(own);
  }
  return used.reduce(explainedAway, samples);
}

/** The samples minus the control times its least-squares weight. */
function explainedAway(samples: readonly number[], control: readonly number[]): readonly number[] {
  const [mean, controlMean] = [average(samples), average(control)];
  const together = control.reduce(
    (sum, luck, i) => sum + (luck - controlMean) * ((samples[i] as number) - mean),
    0,
  );
  const weight = together / spread(control);
  return samples.map((sample, i) => sample - weight * (control[i] as number));
}

/** Sum of the squares around the mean. */
function spread(samples: readonly number[]): number {
  const mean = average(samples);
  return samples.reduce((sum, each) => sum + (each - mean) ** 2, 0);
}
