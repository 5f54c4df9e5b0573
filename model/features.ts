import * as z from 'zod';

/**
 * The feature contract: the model's inputs, their order, and its output. Training, the artifact and every caller share it. Raise
 * the version with any change to names, order or meaning, and retrain.
 *
 * The model predicts a demand index: the expected units an hour at a price and a time, over the product's baseline (units an
 * hour). So the model need not know how popular a product is.
 */
export const FEATURE_CONTRACT_VERSION = 2;

/** The fields of contract.json, beside the model file, that callers need. */
export const ModelContract = z.object({
  featureContractVersion: z.literal(FEATURE_CONTRACT_VERSION),
  /** The first 12 hex digits of the SHA-256 of the model file. */
  version: z.string().regex(/^[0-9a-f]{12}$/),
  kind: z.enum(['trees', 'log-linear']),
  /** Categories with columns of their own. For other categories all of these columns are 0. */
  categories: z.array(z.string()),
  /** Length of a training row. Daily rows have no information about hours, weekly rows none about weekdays. */
  interval: z.enum(['hour', 'day', 'week']),
  /** Whether training rows had a promotion flag. */
  promo: z.boolean(),
  /** Prices seen in training, as shares of the list price. */
  priceRatio: z
    .object({ lowest: z.number().positive(), highest: z.number().positive() })
    .refine(({ lowest, highest }) => lowest <= highest, { error: 'lowest must not be above highest' }),
  /**
   * Variance of a product's demand in one `interval` beyond Poisson, as a share of its squared mean: the k of a negative binomial with
   * variance mean + k mean^2. Absent in artifacts of older versions.
   */
  dispersion: z.number().min(0).optional(),
  /** What speaks against the model, as found in training. Its products are only watched unless the policy says otherwise. */
  warnings: z.array(z.string()).optional(),
});
export type ModelContract = z.infer<typeof ModelContract>;

/** The part of a contract that determines the columns. */
export type FeatureSet = Pick<ModelContract, 'categories' | 'interval' | 'promo'>;

/** Input for demand at one candidate price. Prices are minor units of one currency. */
export interface DemandContext {
  category: string;
  /** Regular price, > 0. */
  listPrice: number;
  /** Candidate price, > 0. */
  price: number;
  /** Whether a sale or promotion runs. */
  promo: boolean;
  /** RFC 3339 time in UTC. */
  at: string;
}

interface Feature {
  name: string;
  value(input: DemandContext, at: Date): number;
}

const logPriceRatio = ({ price, listPrice }: DemandContext): number => Math.log(price / listPrice);
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const dayAngle = (at: Date): number => (2 * Math.PI * at.getUTCHours()) / 24;

function features({ categories, interval, promo }: FeatureSet): Feature[] {
  const list: Feature[] = [{ name: 'log_price_ratio', value: logPriceRatio }];
  // A slope for each category: otherwise a log-linear model has one elasticity for all.
  for (const name of categories) {
    const here = (input: DemandContext) => input.category === name;
    list.push(
      {
        name: `log_price_ratio:${cleaned(name)}`,
        value: (input) => (here(input) ? logPriceRatio(input) : 0),
      },
      { name: `category:${cleaned(name)}`, value: (input) => (here(input) ? 1 : 0) },
    );
  }
  if (promo) list.push({ name: 'promo', value: (input) => (input.promo ? 1 : 0) });
  if (interval !== 'week')
    for (const [day, name] of DAYS.entries())
      list.push({ name, value: (_, at) => (at.getUTCDay() === day ? 1 : 0) });
  // Two harmonics of the day: continuous at midnight, and enough for a morning and an evening peak.
  if (interval === 'hour')
    for (const times of [1, 2])
      list.push(
        { name: `hour_sin_${times}`, value: (_, at) => Math.sin(times * dayAngle(at)) },
        { name: `hour_cos_${times}`, value: (_, at) => Math.cos(times * dayAngle(at)) },
      );
  return list;
}

/** XGBoost allows no brackets and no `<` in column names. */
const cleaned = (name: string): string => name.replaceAll(/[[\]<]/g, '_');

/** Column names, in column order. */
export const featureNames = (set: FeatureSet): string[] => features(set).map(({ name }) => name);

/**
 * Returns a function that creates rows in the order of featureNames.
 *
 * @throws RangeError (the function returned) for an invalid price, or a time that is not UTC; it names the field
 */
export function featureRows(set: FeatureSet): (input: DemandContext) => number[] {
  const list = features(set);
  return (input) => {
    above0('listPrice', input.listPrice);
    above0('price', input.price);
    const at = utc(input.at);
    return list.map(({ value }) => value(input, at));
  };
}

/** Whether the index depends on the time, so that a time span needs several rows. */
export const dependsOnTime = ({ interval }: FeatureSet): boolean => interval !== 'week';

/**
 * The request body of the endpoint: one row a line, no header, an empty cell for a missing value.
 *
 * @throws RangeError for Infinity, which XGBoost refuses
 */
export function toCsv(rows: readonly (readonly number[])[]): string {
  return rows.map((row) => row.map(cell).join(',')).join('\n');
}

function cell(value: number): string {
  if (Number.isNaN(value)) return '';
  const seen = Math.fround(value);
  if (!Number.isFinite(seen)) throw new RangeError(`${value} is not a value XGBoost accepts`);
  // XGBoost uses float32, for which 9 significant digits are exact.
  return String(Number(seen.toPrecision(9)));
}

function above0(field: string, value: number): void {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY))
    throw new RangeError(`${field} must be above 0, not ${value}`);
}

function utc(at: string): Date {
  const time = new Date(at);
  // Without a zone, Date would use the time zone of the machine.
  if (!at.endsWith('Z') || Number.isNaN(time.getTime()))
    throw new RangeError(`at must be an RFC 3339 time in UTC, not ${at}`);
  return time;
}
