import * as z from 'zod';
import type { OrderedEvent } from '../events/price-event.ts';
import { isAmong } from '../policy/four-eyes.ts';
import { ProductId } from '../product/product.ts';
import { PriceAmount } from '../values/money.ts';
import { HOUR_MS, readableTime, shift, Time } from '../values/time.ts';
import { Why } from '../values/why.ts';

const By = z.string().min(1).max(500);

/** Who gave an order, why and when. `by` is the subject that people are compared by, not a name that an event carries. */
const given = {
  orderId: z.string().min(1).max(250),
  productId: ProductId,
  by: By,
  why: Why,
  givenAt: Time,
  /** The order's entry in the audit log, which was written first. */
  audit: z.object({ day: z.string(), seq: z.int().positive() }),
};

const pricing = {
  ...given,
  /** Minor units of the product's currency. */
  price: PriceAmount,
  /** The revision of the price that it may replace, 0 where there was none. */
  onPriceRevision: z.int().nonnegative(),
};

/** The orders that set a price, one for each kind of event that is ordered. */
const PRICE_ORDERS = {
  release: z.strictObject({
    kind: z.literal('release'),
    ...pricing,
    /** The second person, where it took one. */
    second: By.optional(),
    /** The rejected event. */
    ofEventId: z.string().min(1).max(200),
  }),
  rollback: z.strictObject({
    kind: z.literal('rollback'),
    ...pricing,
    /** Whom it was given for, where a script gave it. */
    onBehalfOf: By.optional(),
    /** The prices of this time were asked for. */
    since: Time,
  }),
} as const satisfies Record<OrderedEvent['kind'], z.ZodObject>;

/** The detail of a dead-lettered event was replaced before it was started again. */
const Edit = z.strictObject({ kind: z.literal('edit'), ...given, ofEventId: z.string().min(1).max(200) });

/** What a person told the pipeline to do. It is stored and audited before any event refers to it, and never changed. */
export const Order = z.discriminatedUnion('kind', [Edit, ...Object.values(PRICE_ORDERS)]);
export type Order = z.infer<typeof Order>;

/** An order that sets a price. */
export type PriceOrder = z.infer<(typeof PRICE_ORDERS)[OrderedEvent['kind']]>;

/** The bus delivers for 24 hours; what comes later was started by hand. */
const VALID_MS = 24 * HOUR_MS;

export const expiryOf = ({ givenAt }: Pick<Order, 'givenAt'>): string => shift(givenAt, VALID_MS);

/** The one order that a review can lead to. */
export const releaseOrderId = (reviewId: string): string => `release-${reviewId}`;

/** Everybody behind an order. */
export const peopleOf = (order: Order): string[] =>
  [
    order.by,
    order.kind === 'release' ? order.second : undefined,
    order.kind === 'rollback' ? order.onBehalfOf : undefined,
  ].filter((each) => each !== undefined);

const ORDERED = { release: 'Release', rollback: 'Rollback', edit: 'Edited' } as const;

/** Who gave the order, when and why, as a sentence. */
export const orderText = (order: Order): string =>
  `${ORDERED[order.kind]} by ${peopleOf(order).join(' and ')}, ${readableTime(order.givenAt)}: ${order.why}`;

/** Whether this order tells the event what to do. */
export const isOrderOf = (order: Order, event: OrderedEvent): order is PriceOrder =>
  order.kind === event.kind && order.productId === event.productId && order.orderId === event.orderId;

/** Whether a second person stands behind the order, who is another one than the first. */
export const hasSecond = (order: PriceOrder): boolean =>
  order.kind === 'release' && order.second !== undefined && !isAmong(order.second, [order.by]);
