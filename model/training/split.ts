import { HOUR_MS } from './interval.ts';
import type { Panel } from './panel.ts';

/** Share of the training time that chooses the number of rounds. */
const CHOOSING = 0.2;

export interface Split {
  training: Uint32Array;
  chooseOn: number;
  holdout: Uint32Array;
  /** Start of the holdout, milliseconds since 1970. */
  cut: number;
}

/**
 * Splits rows by time: the last `share` of the span is the holdout, and the last part of the rest chooses the number of rounds. A
 * random split would leak information about the days to predict.
 *
 * @param hours length of an interval
 */
export function splitByTime(panel: Panel, hours: number, share: number): Split {
  const length = hours * HOUR_MS;
  const first = panel.start.reduce((a, b) => Math.min(a, b));
  const last = panel.start.reduce((a, b) => Math.max(a, b));
  const intervals = Math.round((last - first) / length) + 1;
  const trained = Math.round(intervals * (1 - share));
  const cut = first + trained * length;
  const choosing = first + Math.round(trained * (1 - CHOOSING)) * length;
  const rowsIn = (from: number, to: number) => {
    const all = new Uint32Array(panel.start.length);
    let count = 0;
    for (const [row, start] of panel.start.entries()) if (start >= from && start < to) all[count++] = row;
    return all.slice(0, count);
  };
  const early = rowsIn(first, choosing);
  const late = rowsIn(choosing, cut);
  const training = new Uint32Array(early.length + late.length);
  training.set(early);
  training.set(late, early.length);
  return { training, chooseOn: late.length, holdout: rowsIn(cut, Number.POSITIVE_INFINITY), cut };
}
