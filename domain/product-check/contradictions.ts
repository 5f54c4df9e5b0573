import type { Product } from '../product/product.ts';
import { formatMoney } from '../values/money.ts';
import { readableTime } from '../values/time.ts';
import type { ProductRule } from './rule.ts';

/**
 * A bound this many times above or below the list price was probably given in another unit: minor units instead of currency
 * units differ by 10 to 1000 times, a piece instead of a box by about 12.
 */
const FAR = 10;

type Bound = 'unitCost' | 'minimumPrice' | 'minimumAdvertisedPrice' | 'lowestPrice';
const FLOORS: Bound[] = ['unitCost', 'minimumPrice', 'minimumAdvertisedPrice', 'lowestPrice'];

/** Every price is at least each of these and at most `highestPrice`. */
const aboveHighest = FLOORS.map(
  (field): ProductRule => ({
    name: `${field} above highestPrice`,
    field,
    answer: 'refused',
    says: ({ product }) => {
      const { [field]: least, highestPrice: most } = product;
      if (least === undefined || most === undefined || least <= most) return undefined;
      return `${moneyOf(product, least)} is above highestPrice, ${moneyOf(product, most)}: no price is both`;
    },
  }),
);

const farAboveList = FLOORS.map(
  (field): ProductRule => ({
    name: `${field} far above listPrice`,
    field,
    answer: 'refused',
    says: ({ product }) => {
      const { [field]: amount, listPrice } = product;
      return amount !== undefined && amount > FAR * listPrice
        ? otherUnit(product, amount, 'more')
        : undefined;
    },
  }),
);

const highestFarBelowList: ProductRule = {
  name: 'highestPrice far below listPrice',
  field: 'highestPrice',
  answer: 'refused',
  says: ({ product }) => {
    const { highestPrice: amount, listPrice } = product;
    return amount !== undefined && FAR * amount < listPrice ? otherUnit(product, amount, 'less') : undefined;
  },
};

const saleEndsFirst: ProductRule = {
  name: 'saleEndsAt not after saleStartsAt',
  field: 'saleEndsAt',
  answer: 'refused',
  says: ({ product: { saleStartsAt, saleEndsAt } }) => {
    if (saleStartsAt === undefined || saleEndsAt === undefined || saleStartsAt < saleEndsAt) return undefined;
    return `${readableTime(saleEndsAt)} is not after saleStartsAt, ${readableTime(saleStartsAt)}`;
  },
};

/** Terms that no policy could satisfy. */
export const CONTRADICTIONS: readonly ProductRule[] = [
  ...aboveHighest,
  ...farAboveList,
  highestFarBelowList,
  saleEndsFirst,
];

const moneyOf = ({ currency }: Product, amount: number): string => formatMoney(amount, currency);

const otherUnit = (product: Product, amount: number, than: 'more' | 'less'): string =>
  `${moneyOf(product, amount)} is ${than === 'more' ? `more than ${FAR} times` : `less than 1/${FAR} of`} listPrice, ${moneyOf(product, product.listPrice)}: one of them seems to be in another unit`;
