import type { FeatureSet } from '../features.ts';
import type { Interval } from './interval.ts';
import type { Panel } from './panel.ts';

/** All that the candidates are trained and judged on. */
export interface TrainingSet {
  panel: Panel;
  /** Hours in an interval, the exposure of a row. */
  hours: number;
  products: string[];
  /** Category of each product, '' for none. */
  categories: string[];
  /** What the columns follow from; its categories are those with columns of their own. */
  features: FeatureSet & { interval: Interval };
  /** Rows of the panel to train on, those that the number of rounds is chosen on last. */
  training: Uint32Array;
  /** How many of the training rows the number of rounds is chosen on. */
  chooseOn: number;
  /** Rows of the panel that are later than all of training. */
  holdout: Uint32Array;
}
