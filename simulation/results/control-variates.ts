import { average } from './statistics.ts';

/**
 * Samples with the same expectation that scatter less: what goes along with the luck of other policies in the same sales
 * is taken out. Each control is by how much a policy did better than expected, sale by sale, and so 0 in expectation
 * (Glasserman 2003, "Monte Carlo Methods in Financial Engineering", section 4.1). The weights are estimated from the same
 * samples, which biases the mean by the order of one over their number.
 */
export function withoutLuck(
  samples: readonly number[],
  controls: readonly (readonly number[])[],
): readonly number[] {
  const [control, ...more] = controls;
  if (control === undefined) return samples;
  // What the other controls share with this one is taken out of them first, so one weight at a time will do.
  return withoutLuck(
    explainedAway(samples, control),
    more.map((each) => explainedAway(each, control)),
  );
}

/** The samples less the control times its least-squares weight. */
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
