import * as z from 'zod';
import { DemandMemory } from '../../domain/demand/demand-memory.ts';
import { Product, ProductId } from '../../domain/product/product.ts';
import { PriceState } from '../../domain/state/price-state.ts';
import { Time } from '../../domain/values/time.ts';
import { inOrder, limitUpTo } from './fields.ts';
import type { Routes } from './route.ts';
import { Ending } from './search.ts';

export const ProductPage = z.object({
  products: z.array(Product),
  /** The value for `after` if there are more. */
  next: z.string().optional(),
});
export type ProductPage = z.infer<typeof ProductPage>;

export const ProductDetail = z.object({
  product: Product,
  /** Null for a product without decisions. */
  state: PriceState.nullable(),
});
export type ProductDetail = z.infer<typeof ProductDetail>;

/** One event of a product, and price and bounds after it. Amounts are minor units. */
export const HistoryPoint = z.object({
  /** When the event was accepted. */
  at: z.string(),
  eventId: z.string(),
  kind: z.string().optional(),
  outcome: Ending,
  sequence: z.number().optional(),
  stock: z.number().optional(),
  /** The price in force after it; absent without a decision. */
  price: z.number().optional(),
  /** The reference price of `price`, if known. */
  referencePrice: z.number().optional(),
  /** The tightest bounds of the guardrails; absent without any. */
  lower: z.number().optional(),
  upper: z.number().optional(),
  revision: z.number().optional(),
  reason: z.string().optional(),
});
export type HistoryPoint = z.infer<typeof HistoryPoint>;

/** The newest events of the span, oldest first. */
export const ProductHistory = z.object({
  product: Product,
  state: PriceState.nullable(),
  currency: z.string(),
  points: z.array(HistoryPoint),
  /** Set if the span has older events. */
  more: z.literal(true).optional(),
});
export type ProductHistory = z.infer<typeof ProductHistory>;

const HistoryQuery = inOrder(
  z.strictObject({ since: Time.optional(), until: Time.optional(), limit: limitUpTo(1000, 200) }),
);
export type HistoryQuery = z.infer<typeof HistoryQuery>;

const ProductImport = z.strictObject({
  /**
   * Products in the form of the catalog. A field that is not given stays; null clears it. An invalid product is refused
   * alone.
   */
  products: z.array(z.unknown()).min(1).max(1000),
});
export type ProductImport = z.infer<typeof ProductImport>;

/** A message about the product at this index. `message` begins with the field. */
const About = z.object({ index: z.int(), productId: z.string(), message: z.string() });
export type About = z.infer<typeof About>;

export const ImportResult = z.object({
  added: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  /** Invalid products by index; the others were put. */
  problems: z.array(About.partial({ productId: true })),
  /** Fields that lost their value, with the old value. */
  cleared: z.array(
    About.extend({
      field: z.string(),
      before: z.union([z.string(), z.number()]),
    }),
  ),
  /** Accepted fields without their apparent effect, including products that get no price, with the reason. */
  warnings: z.array(About.extend({ rule: z.string() })),
});
export type ImportResult = z.infer<typeof ImportResult>;

/** The result of an import before its first product. */
export const nothingImported = () => ({
  added: 0,
  changed: 0,
  unchanged: 0,
  problems: [],
  cleared: [],
  warnings: [],
});

export const TrainedSlope = z.strictObject({
  shift: Product.shape.slopeShift.unwrap(),
  sd: Product.shape.slopeSd.unwrap(),
});

const Baseline = z.strictObject({
  productId: ProductId,
  unitsPerHour: Product.shape.baselineUnitsPerHour.unwrap(),
  /** Added to the model's log-log slope, and its standard deviation. */
  slope: TrainedSlope.optional(),
});
export type Baseline = z.infer<typeof Baseline>;
const BaselineImport = z.strictObject({ baselines: z.array(Baseline).min(1).max(1000) });
export type BaselineImport = z.infer<typeof BaselineImport>;

export const BaselineResult = z.object({
  changed: z.int(),
  unchanged: z.int(),
  /** Ids that are not in the catalog. */
  unknown: z.array(z.string()),
});
export type BaselineResult = z.infer<typeof BaselineResult>;

/** Products that keep their price whatever is requested, by reason. */
export const Held = z.object({ paused: z.int().optional(), retired: z.int().optional() });
export type Held = z.infer<typeof Held>;

const Why = z.string().min(1).max(500).default('asked for by an operator');
const RepriceRequest = z.union(
  [
    z.strictObject({ productIds: z.array(ProductId).min(1).max(1000), why: Why }),
    z.strictObject({ all: z.literal(true), why: Why }),
  ],
  { error: 'must be {"productIds": [1 to 1000 product ids]} or {"all": true}, optionally with why' },
);

export const RepriceResult = z.object({
  repriced: z.int(),
  /** Products that are not repriced, by reason. Named ones get an event anyway, which ends held. */
  held: Held,
  /** Present if products were named. */
  events: z.array(z.object({ productId: z.string(), eventId: z.string() })).optional(),
});
export type RepriceResult = z.infer<typeof RepriceResult>;

export const SequenceResetResult = z.object({
  productId: z.string(),
  /** The sequences that events must exceed, before and after the reset; null: any sequence counts. */
  before: z.number().nullable(),
  after: z.number().nullable(),
  revision: z.int(),
});
export type SequenceResetResult = z.infer<typeof SequenceResetResult>;

export const DemandResetResult = z.object({
  productId: z.string(),
  /** The deleted demand memory. */
  forgotten: DemandMemory.nullable(),
  revision: z.int(),
});
export type DemandResetResult = z.infer<typeof DemandResetResult>;

export const PRODUCT_ROUTES = {
  'GET /products': {
    summary: 'A page of the catalog, by product id',
    role: 'viewer',
    effect: 'read',
    query: z.strictObject({ after: z.string().optional(), limit: limitUpTo(1000, 100) }),
    answer: ProductPage,
  },
  'POST /products': {
    summary: 'Put products into the catalog, and reprice them',
    role: 'operator',
    effect: 'write',
    asksTwice: true,
    audit: 'import-products',
    body: ProductImport,
    answer: ImportResult,
  },
  'POST /products/baselines': {
    summary: 'Set the demand baselines and slopes from training',
    role: 'operator',
    effect: 'write',
    asksTwice: true,
    audit: 'put-baselines',
    body: BaselineImport,
    answer: BaselineResult,
  },
  'GET /products/:id': {
    summary: 'A product with its price state',
    role: 'viewer',
    effect: 'read',
    answer: ProductDetail,
  },
  'GET /products/:id/history': {
    summary: 'The newest events of a product, with price and bounds after each',
    role: 'viewer',
    effect: 'read',
    query: HistoryQuery,
    answer: ProductHistory,
  },
  'POST /reprice': {
    summary: 'Judge prices again, without any change of stock',
    role: 'operator',
    effect: 'write',
    asksTwice: true,
    audit: 'reprice',
    body: RepriceRequest,
    answer: RepriceResult,
  },
  'POST /sequence-reset': {
    summary: "Reset the sequence that a product's events must exceed",
    role: 'operator',
    effect: 'write',
    asksTwice: true,
    audit: 'reset-sequence',
    body: z.strictObject({ productId: ProductId, to: z.int().nonnegative().optional() }),
    answer: SequenceResetResult,
  },
  'POST /demand-reset': {
    summary: 'Delete the learned demand of a product',
    role: 'operator',
    effect: 'write',
    asksTwice: true,
    audit: 'reset-demand',
    body: z.strictObject({ productId: ProductId }),
    answer: DemandResetResult,
  },
} satisfies Routes;
