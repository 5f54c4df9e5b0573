import type { FeatureSet } from '../features.ts';
import type { Interval } from './interval.ts';
import type { Panel } from './panel.ts';

/** The data for training and evaluating the candidates. */
export interface TrainingSet {
  panel: Panel;
  /** Hours in an interval, the exposure of a row. */
  hours: number;
  products: string[];
  /** Category of each product, '' for none. */
  categories: string[];
  /** Determines the columns. Its categories are those with columns of their own. */
  features: FeatureSet & { interval: Interval };
  /** Training rows of the panel. The last ones choose the number of rounds. */
  training: Uint32Array;
  /** Number of training rows that choose the number of rounds. */
  chooseOn: number;
  /** Rows of the panel later than all training rows. */
  holdout: Uint32Array;
}
