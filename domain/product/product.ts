import * as z from 'zod';
import { Amount, Currency, formatMoney, PriceAmount } from '../values/money.ts';
import { Time } from '../values/time.ts';

/** 1 to 128 printable characters, without braces (a cluster hash tag) and without blanks at the ends. */
export const ProductId = z.string().regex(/^[^\s{}\p{C}](?:[^{}\p{C}]{0,126}[^\s{}\p{C}])?$/u, {
  error: 'must be 1 to 128 printable characters',
});

/** A product in the catalog. Amounts are minor units of `currency`. An absent amount means unknown, never 0. */
export const Product = z.strictObject({
  productId: ProductId,
  name: z.string().min(1).max(300),
  category: z.string().min(1).max(100),
  currency: Currency,
  listPrice: PriceAmount,
  unitCost: Amount.optional(),
  /**
   * Expected units an hour where the demand model's index is 1. `pricewire products baselines` imports the values from
   * training.
   */
  baselineUnitsPerHour: z.number().min(1e-9).max(1e6).optional(),
  /** Added to the model's log-log slope for this product, and its standard deviation; from training. */
  slope: z.strictObject({ shift: z.number().min(-5).max(5), sd: z.number().min(0.01).max(5) }).optional(),
  minimumPrice: PriceAmount.optional(),
  minimumAdvertisedPrice: PriceAmount.optional(),
  lowestPrice: PriceAmount.optional(),
  highestPrice: PriceAmount.optional(),
  region: z.string().min(1).max(50).optional(),
  saleStartsAt: Time.optional(),
  saleEndsAt: Time.optional(),
  policyId: z.string().min(1).max(100).default('default'),
  status: z.enum(['active', 'retired']).default('active'),
});
export type Product = z.infer<typeof Product>;

/** The fields that are amounts of money. */
export const AMOUNT_FIELDS = [
  'listPrice',
  'unitCost',
  'minimumPrice',
  'minimumAdvertisedPrice',
  'lowestPrice',
  'highestPrice',
] as const satisfies (keyof Product)[];

/** A field as text for people; amounts with their currency, parts of an object by name. */
export const fieldText = (field: string, value: unknown, currency: string): string =>
  typeof value === 'number' && AMOUNT_FIELDS.some((each) => each === field)
    ? formatMoney(value, currency)
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
          .map(([name, part]) => `${name} ${String(part)}`)
          .join(', ')
      : String(value);

/** The end of the sale that runs at `now`, or undefined. */
export function runningSaleEnd(product: Product, now: string): string | undefined {
  const { saleStartsAt, saleEndsAt } = product;
  if (saleEndsAt === undefined || saleEndsAt <= now) return undefined;
  return saleStartsAt !== undefined && saleStartsAt > now ? undefined : saleEndsAt;
}
