/** How the prices of a sale came about: numbers of decisions. */
export interface Tally {
  changes: number;
  /** Prices of the rules, because the model's answer was missing or refused. */
  fallbacks: number;
  rejections: number;
}

/** A pricing strategy for one sale. Times in hours since the start of the sale, prices in minor units. */
export interface Pricer {
  /** Sets the price before the first visitor. */
  begin(): Promise<void>;
  /** The price for a visitor at `at`. */
  price(at: number): number;
  /** A unit was sold at `at`; `stock` units are left. */
  sold(at: number, stock: number): Promise<void>;
  /** Next time at which it reviews the price without a sale; undefined if never. */
  nextLook(): number | undefined;
  look(at: number, stock: number): Promise<void>;
  /** The next round begins with `stock` units. */
  restocked(at: number, stock: number): Promise<void>;
  /** Since the start of the sale. */
  tally(): Tally;
}

/** A constant price. */
export const staticPricer = (price: number): Pricer => ({
  begin: async () => {},
  price: () => price,
  sold: async () => {},
  nextLook: () => undefined,
  look: async () => {},
  restocked: async () => {},
  tally: () => ({ changes: 0, fallbacks: 0, rejections: 0 }),
});

/** Prices for each visitor separately, by remaining time and stock. */
export function freePricer(stock: number, price: (stock: number, at: number) => number): Pricer {
  let left = stock;
  const see = async (_at: number, stockLeft: number): Promise<void> => {
    left = stockLeft;
  };
  return {
    ...staticPricer(0),
    price: (at) => price(left, at),
    sold: see,
    restocked: see,
    tally: () => ({ changes: Number.NaN, fallbacks: 0, rejections: 0 }),
  };
}
