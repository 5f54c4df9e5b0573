import { featureRows } from '../features.ts';
import { score } from '../scorer.ts';
import type { Candidate } from './candidate.ts';
import { contextOf } from './matrix.ts';
import type { TrainingSet } from './training-set.ts';

const CHUNK = 10_000;

/** Units that a candidate expects in these rows of the panel, computed by the scorer that serves it. */
export function expectedUnits(
  set: TrainingSet,
  { model, baselines }: Pick<Candidate, 'model' | 'baselines'>,
  rows: Uint32Array,
): Float64Array {
  const rowFor = featureRows(set.features);
  const contextFor = contextOf(set);
  const expected = new Float64Array(rows.length);
  for (let begin = 0; begin < rows.length; begin += CHUNK) {
    const some = rows.subarray(begin, begin + CHUNK);
    const { predictions } = score(
      model,
      Array.from(some, (row) => rowFor(contextFor(row))),
    );
    for (const [i, row] of some.entries())
      expected[begin + i] =
        (baselines[set.panel.product[row] ?? -1] ?? Number.NaN) * set.hours * (predictions[i] ?? Number.NaN);
  }
  return expected;
}
