import * as z from 'zod';
import { PriceAmount } from '../values/money.ts';
import { Time } from '../values/time.ts';
import { BreakerSettings } from './breaker-settings.ts';
import { GoLiveSettings, WatchdogSettings } from './go-live.ts';

/** At most a year. */
const Minutes = z.number().positive().max(525_600);
const Percent = z.number().positive().max(1000);
const PercentOfList = z
  .strictObject({ lowest: Percent, highest: Percent })
  .refine(({ lowest, highest }) => lowest <= highest, { error: 'lowest must not be above highest' });

/** Tried in the order of the policy: the first rule that applies sets the price, otherwise the list price stands. */
export const Rule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('low-stock'), below: z.int().positive(), raisePercent: Percent }),
  z.strictObject({
    kind: z.literal('overstock'),
    above: z.int().positive(),
    discountPercent: Percent.max(99),
  }),
  z.strictObject({
    kind: z.literal('run-out'),
    /** Only stock up to this counts as limited. */
    atMost: z.int().positive(),
    /** Own-price elasticity of demand: a price 1% higher sells this many % less. */
    elasticity: z.number().min(0.2).max(20),
    /** Minimum hours of observed sales for a usable rate. */
    minimumHours: z.number().nonnegative(),
    percentOfList: PercentOfList,
  }),
  z.strictObject({
    kind: z.literal('keep-price'),
    /** Maximum age of the model's last answer. */
    forMinutes: Minutes,
  }),
]);
export type Rule = z.infer<typeof Rule>;

export const EmergencyCap = z
  .strictObject({
    id: z.string().regex(/^[A-Za-z0-9][\w.-]{0,99}$/, {
      error: 'must begin with a letter or digit, and go on with those or . _ -',
    }),
    /** Regions where the cap applies; absent: everywhere. */
    regions: z.array(z.string()).optional(),
    from: Time,
    until: Time.optional(),
    maxRaisePercent: z.number().nonnegative().max(1000),
  })
  .refine(({ from, until }) => until === undefined || from < until, {
    error: 'until must be after from',
    path: ['until'],
  });
export type EmergencyCap = z.infer<typeof EmergencyCap>;

/**
 * A guardrail without settings does not bound, except for `sane-number`, `floor-known`, `map` and `margin-floor`, which
 * always do.
 */
export const GuardrailSettings = z.strictObject({
  reviewJump: z
    .strictObject({ ofPriceInForcePercent: Percent.optional(), ofListPercent: Percent.optional() })
    .optional(),
  cooldown: z.strictObject({ minutes: Minutes }).optional(),
  priceBand: z
    .strictObject({
      lowest: PriceAmount.optional(),
      highest: PriceAmount.optional(),
      percentOfList: PercentOfList.optional(),
    })
    .optional(),
  /**
   * For a price in force that corrected terms leave further outside the band than one step: it returns in steps (default), or
   * a person reviews it.
   */
  outOfBand: z.enum(['steps', 'review']).optional(),
  /**
   * Wider bounds while stock is scarce in a running sale. The load is the units expected to sell at the list price over those
   * there are; from `fromLoad` to `toLoad` the bounds widen evenly.
   */
  whenScarce: z
    .strictObject({
      fromLoad: z.number().positive().max(1000).default(1),
      toLoad: z.number().positive().max(1000).default(2),
      /** In place of the highest of the price band. */
      highestPercentOfList: Percent,
      /** In place of the largest step's percentage, for a rise. */
      stepRaisePercent: Percent.optional(),
      /** In place of the window band's percentage, for a rise. */
      windowRaisePercent: Percent.optional(),
    })
    .refine(({ fromLoad, toLoad }) => fromLoad < toLoad, { error: 'fromLoad must be below toLoad' })
    .optional(),
  emergencyCaps: z.array(EmergencyCap).default([]),
  maxStep: z.strictObject({ percent: Percent }).optional(),
  windowBand: z.strictObject({ percent: Percent, hours: z.int().min(1).max(24).default(24) }).optional(),
  reversalLimit: z.strictObject({ max: z.int().min(0).max(20), windowMinutes: Minutes }).optional(),
  rounding: z
    .strictObject({
      endings: z.array(z.int().nonnegative()).min(1),
      modulus: z.int().positive().default(100),
    })
    .refine(({ endings, modulus }) => endings.every((ending) => ending < modulus), {
      error: 'every ending must be below the modulus',
      path: ['endings'],
    })
    .optional(),
  deadBand: z.strictObject({ percent: Percent.optional(), amount: z.int().positive().optional() }).optional(),
  marginFloor: z
    .strictObject({ minimumMarginPercent: z.number().nonnegative().max(10_000) })
    .default({ minimumMarginPercent: 0 }),
});
export type GuardrailSettings = z.infer<typeof GuardrailSettings>;

/** The name of a SageMaker endpoint. */
const Endpoint = z.string().regex(/^[A-Za-z0-9](?:-*[A-Za-z0-9]){0,62}$/, {
  error: 'must be a SageMaker endpoint: up to 63 letters, digits and hyphens',
});

/** Prior knowledge of a product's demand: the uncertainty around its baseline. */
const DemandLevelSettings = z.strictObject({
  /** Coefficient of variation of the true level around the baseline. */
  cv: z.number().min(0.05).max(5).default(0.7),
  /** Lower and upper bound of the level, as multiples of the baseline. */
  lowest: z.number().positive().max(1).default(0.1),
  highest: z.number().min(1).max(1000).default(10),
  /** Half-life of learned demand; absent: it never fades. */
  halfLifeHours: z.number().positive().optional(),
  /** However much was sold, the level is not known better than this: older sales give way to newer ones. */
  leastCv: z.number().min(0.01).max(1).default(0.1),
  /** Variance of the units sold over their mean: 1 where single buyers come by chance, more where sales come in bursts. */
  dispersion: z.number().min(1).max(1000).default(1),
});

/** Prior knowledge of how much the model's slope errs for a product, where training says nothing. */
export const SlopeSettings = z.strictObject({
  /**
   * Standard deviation of the elasticity that the list price implies, where the unit cost is known: list / (list - cost) is the
   * elasticity at which this list price earns most (Lerner 1934).
   */
  listPriceSd: z.number().min(0.1).max(100).default(1),
  /** Standard deviation of the shift, in units of elasticity; 0: the model's slope is taken as given. */
  sd: z.number().min(0).max(5).default(0.7),
  /**
   * By how many standard deviations of the slope a price away from where the product has sold must promise more: shoppers are
   * taken to mind a rise more, and to be won by a fall less, than the model says.
   */
  caution: z.number().min(0).max(3).default(0.7),
});

/** Small price experiments that teach the slope of demand. The price of a product is the same for every shopper. */
const ExploreSettings = z.strictObject({
  /** Share of the policy's products that take part, always the same ones. */
  productsPercent: z.number().positive().max(100),
  /** How far a price may be from the best one. */
  stepPercent: z.number().positive().max(20).default(5),
  /** Loss that experiments with a product may be expected to cost, of the profit expected in the time left. */
  budgetPercent: z.number().positive().max(10).default(1),
  /** Experiments end once the standard deviation of the slope is below this. */
  untilSd: z.number().positive().max(5).default(0.3),
});

/** The model is switched off while its expectations are outside these bounds. */
const CalibrationSettings = z.strictObject({
  /** Units sold over units expected, over all products. */
  lowest: z.number().positive().max(1).default(0.5),
  highest: z.number().min(1).max(1000).default(2),
  /** Minimum expected units for a usable ratio. */
  minimumUnits: z.number().positive().default(100),
});

/** How people review rejections. */
export const ReviewSettings = z.strictObject({
  /** Hours from the rejection until its decision is overdue. */
  dueHours: z.number().positive().max(8_760).default(24),
  /** How long a claimed rejection is locked to its reviewer. */
  lockMinutes: z.number().positive().max(1_440).default(15),
  /**
   * A release needs a second person if the price is above the amount, or further from the price in force than the percentage.
   */
  secondPersonAbove: z
    .strictObject({ amount: PriceAmount.optional(), changePercent: Percent.optional() })
    .default({ changePercent: 25 }),
});
export type ReviewSettings = z.infer<typeof ReviewSettings>;

export const Mode = z.enum(['live', 'shadow', 'paused']);
export type Mode = z.infer<typeof Mode>;

/** The terms that a person writes. A stored version is immutable. */
export const PolicyTerms = z.strictObject({
  policyId: z.string().min(1).max(100),
  model: z.strictObject({
    use: z.boolean(),
    /** Hard time-out of the client in milliseconds. */
    timeoutMs: z.int().min(10).max(5000).default(500),
    /** How many candidate prices one request scores. */
    candidates: z.int().min(2).max(65).default(25),
    percentOfList: PercentOfList.default({ lowest: 60, highest: 130 }),
    /** The selling time for a product without a sale end, of which no delivery is known. */
    horizonHours: z.number().positive().max(8_760).default(24),
    /** No delivery counts as further away. */
    longestHorizonHours: z.number().positive().max(8_760).default(2_160),
    /** Minimum hours of observed sales for a product without a baseline. */
    minimumHours: z.number().nonnegative().default(0.25),
    /** The endpoint to ask; absent: the first deployed one. */
    endpoint: Endpoint.optional(),
    /** A second endpoint, whose proposals are recorded and never put in force. */
    challenger: Endpoint.optional(),
    /** Whether the demand level is learned from sales. */
    learn: z.boolean().default(true),
    level: DemandLevelSettings.prefault({}),
    /** The price in force stays unless another one promises this much more of the profit expected in the time left. */
    leastGainPercent: z.number().nonnegative().max(20).default(0),
    slope: SlopeSettings.prefault({}),
    /** Absent: no price experiments. */
    explore: ExploreSettings.optional(),
    calibration: CalibrationSettings.optional(),
    /** Whether prices of a model are put in force although its training left warnings. */
    despiteWarnings: z.boolean().default(false),
  }),
  rules: z.array(Rule).default([]),
  guardrails: GuardrailSettings,
  /** Absent: the policy never pauses itself. */
  breaker: BreakerSettings.optional(),
  /** Absent: a product is live from its first decision. */
  goLive: GoLiveSettings.optional(),
  /** Absent: sales stop no product. */
  watchdog: WatchdogSettings.optional(),
  /** A sequence further above the last one is an error. */
  sequence: z.strictObject({ maxJump: z.int().positive() }).default({ maxJump: 1_000_000 }),
  salesRate: z.strictObject({ halfLifeMinutes: z.number().positive() }).default({ halfLifeMinutes: 60 }),
  /** The schedule reprices a product whose last decision is older. */
  repriceAfterMinutes: Minutes.default(30),
  /** Absent: the defaults apply. */
  review: ReviewSettings.optional(),
});
export type PolicyTerms = z.infer<typeof PolicyTerms>;

/** How rejections under these terms are reviewed. */
export const reviewSettings = ({ review }: Pick<PolicyTerms, 'review'>): ReviewSettings =>
  review ?? ReviewSettings.parse({});

/** A version of the terms together with the mode, which changes without a new version. */
export const Policy = PolicyTerms.extend({
  version: z.int().positive(),
  mode: Mode,
  /** When the mode was set; absent if it never was. */
  modeSince: Time.optional(),
});
export type Policy = z.infer<typeof Policy>;
