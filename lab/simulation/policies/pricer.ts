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
  /** Number of price changes since the start of the sale. */
  changes(): number;
}

/** A constant price. */
export const staticPricer = (price: number): Pricer => ({
  begin: async () => {},
  price: () => price,
  sold: async () => {},
  nextLook: () => undefined,
  look: async () => {},
  changes: () => 0,
});

/** Prices for each visitor separately, by remaining time and stock. */
export function freePricer(stock: number, price: (stock: number, at: number) => number): Pricer {
  let left = stock;
  return {
    ...staticPricer(0),
    price: (at) => price(left, at),
    sold: async (_at, stockLeft) => {
      left = stockLeft;
    },
    changes: () => Number.NaN,
  };
}
