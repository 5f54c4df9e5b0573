import { featureRows } from '../features.ts';
import { score } from '../scorer.ts';
import type { Candidate } from './candidate.ts';
import { contextOf } from './matrix.ts';
import type { TrainingSet } from './training-set.ts';

const CHUNK = 10_000;

/** Units that a candidate expects in these rows of the panel, by the scorer that serves it and the products' own slopes. */
export function expectedUnits(
  set: TrainingSet,
  { model, baselines, shifts }: Pick<Candidate, 'model' | 'baselines' | 'shifts'>,
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
    for (const [i, row] of some.entries()) {
      const product = set.panel.product[row] ?? -1;
      const ratio = (set.panel.price[row] ?? Number.NaN) / (set.panel.listPrice[row] ?? Number.NaN);
      expected[begin + i] =
        (baselines[product] ?? Number.NaN) *
        set.hours *
        (predictions[i] ?? Number.NaN) *
        ratio ** (shifts[product] ?? 0);
    }
  }
  return expected;
}
