import * as z from 'zod';
import type { OrderedEvent } from '../events/price-event.ts';
import { isAmong } from '../policy/four-eyes.ts';
import { ProductId } from '../product/product.ts';
import { PriceAmount } from '../values/money.ts';
import { HOUR_MS, readableTime, shift, Time } from '../values/time.ts';
import { Why } from '../values/why.ts';

const By = z.string().min(1).max(500);

/** Who gave an order, why and when. `by` is the authenticated subject; people are compared by it. */
const given = {
  orderId: z.string().min(1).max(250),
  productId: ProductId,
  by: By,
  why: Why,
  givenAt: Time,
  /** The order's entry in the audit log, written before the order. */
  audit: z.object({ day: z.string(), seq: z.int().positive() }),
};

const pricing = {
  ...given,
  /** Minor units of the product's currency. */
  price: PriceAmount,
  /** The revision of the price that the order may replace; 0 for a product without a price. */
  onPriceRevision: z.int().nonnegative(),
};

/** The orders that set a price, one for each ordered event kind. */
const PRICE_ORDERS = {
  release: z.strictObject({
    kind: z.literal('release'),
    ...pricing,
    /** The second person, if the order required one. */
    second: By.optional(),
    /** The rejected event. */
    ofEventId: z.string().min(1).max(200),
  }),
  rollback: z.strictObject({
    kind: z.literal('rollback'),
    ...pricing,
    /** The person for whom a script gave the order. */
    onBehalfOf: By.optional(),
    /** The rollback restores the prices of this time. */
    since: Time,
  }),
} as const satisfies Record<OrderedEvent['kind'], z.ZodObject>;

/** The detail of a dead-lettered event was replaced before it was started again. */
const Edit = z.strictObject({ kind: z.literal('edit'), ...given, ofEventId: z.string().min(1).max(200) });

/** A person's instruction to the pipeline. It is stored and audited before any event refers to it, and never changes. */
export const Order = z.discriminatedUnion('kind', [Edit, ...Object.values(PRICE_ORDERS)]);
export type Order = z.infer<typeof Order>;

/** An order that sets a price. */
export type PriceOrder = z.infer<(typeof PRICE_ORDERS)[OrderedEvent['kind']]>;

/** The bus retries for 24 hours; a later delivery was started by hand. */
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

/** Whether the event names this order and is of its kind and product. */
export const isOrderOf = (order: Order, event: OrderedEvent): order is PriceOrder =>
  order.kind === event.kind && order.productId === event.productId && order.orderId === event.orderId;

/** Whether the order has a second person who differs from the first. */
export const hasSecond = (order: PriceOrder): boolean =>
  order.kind === 'release' && order.second !== undefined && !isAmong(order.second, [order.by]);
