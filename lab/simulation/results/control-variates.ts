import { average } from './statistics.ts';

/**
 * Samples with the same expectation and less variance: removes the part that correlates with the luck of other strategies in the
 * same sales. Each control is the difference between a strategy's earnings and their expectation, so its expectation is 0
 * (Glasserman 2003, "Monte Carlo Methods in Financial Engineering", section 4.1). The weights are estimated from the same
 * samples, which biases the mean by the order of one over their number.
 */
export function withoutLuck(
  samples: readonly number[],
  controls: readonly (readonly number[])[],
): readonly number[] {
  const [control, ...more] = controls;
  if (control === undefined) return samples;
  // First remove this control from the other controls, so that the weights can be computed one at a time.
  return withoutLuck(
    explainedAway(samples, control),
    more.map((each) => explainedAway(each, control)),
  );
}

/** The samples minus the control times its least-squares weight. */
function explainedAway(samples: readonly number[], control: readonly number[]): number[] {
  const [mean, controlMean] = [average(samples), average(control)];
  let [together, alone] = [0, 0];
  control.forEach((luck, i) => {
    together += (luck - controlMean) * ((samples[i] as number) - mean);
    alone += (luck - controlMean) ** 2;
  });
  const weight = alone === 0 ? 0 : together / alone;
  return samples.map((sample, i) => sample - weight * (control[i] as number));
}
