import type { Pricer } from './policies/pricer.ts';
import type { Crowd } from './worlds/customers-of.ts';
import type { World } from './worlds/world.ts';

/** A price that came into force, and the stock at that time. `at` is in hours since the start of the sale. */
export interface Step {
  at: number;
  price: number;
  stock: number;
}

/** Result of a sale: earnings over the unit cost in minor units, units sold, and number of price changes. */
export interface Outcome {
  earnings: number;
  units: number;
  changes: number;
}

/** Plays one sale until its end or until the stock is gone. `watch` receives price and stock after each step. */
export async function playSale(
  world: Pick<World, 'hours' | 'stock' | 'unitCost'>,
  { visitors }: Crowd,
  pricer: Pricer,
  watch: (step: Step) => void = () => {},
): Promise<Outcome> {
  let { stock } = world;
  let earnings = 0;
  const see = (at: number): void => watch({ at, price: pricer.price(at), stock });
  await pricer.begin();
  see(0);
  for (const visitor of [...visitors, { at: world.hours, pays: 0 }]) {
    for (let look = pricer.nextLook(); look !== undefined && look < visitor.at; look = pricer.nextLook()) {
      await pricer.look(look, stock);
      see(look);
    }
    const price = pricer.price(visitor.at);
    if (visitor.pays < price) continue;
    earnings += price - world.unitCost;
    stock -= 1;
    if (stock === 0) {
      watch({ at: visitor.at, price, stock });
      break;
    }
    await pricer.sold(visitor.at, stock);
    see(visitor.at);
  }
  return { earnings, units: world.stock - stock, changes: pricer.changes() };
}
