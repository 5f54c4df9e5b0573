import { describe, expect, it } from 'vitest';
import { expectedUnitsSold } from '../../../../domain/demand/demand.ts';
import { LOOKING_AHEAD } from '../../../../domain/demand/last-units.ts';
import { playSale, type Step } from '../../../../lab/simulation/play-sale.ts';
import { deskPricer } from '../../../../lab/simulation/policies/desk-pricer.ts';
import { modelTerms, NO_GUARDRAILS } from '../../../../lab/simulation/policies/terms.ts';
import { UNKNOWN_CV, worldOf } from '../../../../lab/simulation/worlds/catalogue.ts';
import { crowdOf } from '../../../../lab/simulation/worlds/customers-of.ts';
import { LIST_PRICE } from '../../../../lab/simulation/worlds/world.ts';

const world = worldOf('unknown-n20-load2-24h');
const { lowest, highest } = world.percentOfList;

/** The best of 65 prices, a step the same percentage each, for a Gamma(shape, rate) level and the time left. */
function textbookPrice(stock: number, hoursLeft: number, shape: number, rate: number): number {
  const prices = Array.from({ length: 65 }, (_, i) =>
    Math.round((lowest / 100) * LIST_PRICE * (highest / lowest) ** (i / 64)),
  );
  const revenue = (price: number): number =>
    price * expectedUnitsSold(stock, (shape / rate) * Math.exp(1 - price / LIST_PRICE) * hoursLeft, shape);
  return prices.reduce((best, price) => (revenue(price) > revenue(best) ? price : best));
}

describe('Pricewire while it learns', () => {
  it.each([1, 2, 3])(
    'prices as the textbook does with all that was sold, and not sold, so far (seed %d)',
    async (seed) => {
      const terms = modelTerms(world, { learn: true, repriceAfterMinutes: 30, guardrails: NO_GUARDRAILS });
      const policy = { ...terms, model: { ...terms.model, slope: { ...terms.model.slope, sd: 0 } } };
      const steps: Step[] = [];
      await playSale(world, crowdOf(world, seed), deskPricer(world, policy, 'own'), (step) =>
        steps.push(step),
      );

      const k = 1 / UNKNOWN_CV ** 2;
      let indexHours = 0;
      let last: Step = { at: 0, price: LIST_PRICE, stock: world.stock };
      for (const step of steps.filter(({ stock }) => stock > LOOKING_AHEAD)) {
        indexHours += (step.at - last.at) * Math.exp(1 - last.price / LIST_PRICE);
        const rate = k / world.shoppers.rate(LIST_PRICE) + indexHours;
        const expected = textbookPrice(step.stock, world.hours - step.at, k + world.stock - step.stock, rate);
        // Where two candidates earn nearly the same, the last digits decide.
        expect(Math.abs(step.price / expected - 1)).toBeLessThan(0.05);
        last = step;
      }
      expect(steps.length).toBeGreaterThan(20);
    },
  );
});
