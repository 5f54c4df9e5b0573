import type { Pricer, Tally } from './policies/pricer.ts';
import type { Crowd, Visitor } from './worlds/customers-of.ts';
import { allHours, type World } from './worlds/world.ts';

/** A price that came into force, and the stock at that time. `at` is in hours since the start of the sale. */
export interface Step {
  at: number;
  price: number;
  stock: number;
}

/** Result of all rounds: earnings over the unit cost in minor units, units sold, and how the prices came about. */
export interface Outcome extends Tally {
  earnings: number;
  units: number;
}

/** Plays all rounds to their end or until the stock is gone. `watch` receives price and stock after each step. */
export async function playSale(
  world: Pick<World, 'hours' | 'stock' | 'unitCost' | 'rounds'>,
  { visitors }: Crowd,
  pricer: Pricer,
  watch: (step: Step) => void = () => {},
): Promise<Outcome> {
  let { stock } = world;
  let [earnings, units] = [0, 0];
  const served = new Set<number>();
  const see = (at: number): void => watch({ at, price: pricer.price(at), stock });
  const reviewUntil = async (at: number): Promise<void> => {
    for (let look = pricer.nextLook(); look !== undefined && look < at; look = pricer.nextLook()) {
      await pricer.look(look, stock);
      see(look);
    }
  };
  const meet = async ({ at, pays, who }: Visitor): Promise<void> => {
    if (stock === 0 || (who !== undefined && served.has(who))) return;
    await reviewUntil(at);
    const price = pricer.price(at);
    if (pays < price) return;
    if (who !== undefined) served.add(who);
    earnings += price - world.unitCost;
    units += 1;
    stock -= 1;
    await pricer.sold(at, stock);
    if (stock === 0) watch({ at, price, stock });
    else see(at);
  };

  await pricer.begin();
  see(0);
  let next = 0;
  for (let end = world.hours; end <= allHours(world); end += world.hours) {
    for (; next < visitors.length && (visitors[next] as Visitor).at <= end; next++)
      await meet(visitors[next] as Visitor);
    if (stock > 0) await reviewUntil(end);
    if (end === allHours(world)) break;
    stock = world.stock;
    await pricer.restocked(end, stock);
    see(end);
  }
  return { earnings, units, ...pricer.tally() };
}
