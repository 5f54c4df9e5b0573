/** Something that prices one sale. Times in hours since the sale began, prices in minor units. */
export interface Pricer {
  /** Prices the product before the first visitor comes. */
  begin(): Promise<void>;
  /** The price for whoever comes at `at`. */
  price(at: number): number;
  /** A unit was sold at `at`, and so many are left. */
  sold(at: number, stock: number): Promise<void>;
  /** When time alone makes it look at the price again; undefined where it doesn't. */
  nextLook(): number | undefined;
  look(at: number, stock: number): Promise<void>;
  /** How often the price was changed since the sale began. */
  changes(): number;
}

/** One price from beginning to end. */
export const staticPricer = (price: number): Pricer => ({
  begin: async () => {},
  price: () => price,
  sold: async () => {},
  nextLook: () => undefined,
  look: async () => {},
  changes: () => 0,
});

/** Prices anew for every visitor, by the time and the stock that are left. */
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
