import { describe, expect, it } from 'vitest';
import { toProduct } from '../../../cli/shared/catalog-import.ts';
import { moveTally } from '../../../domain/decision/breaker.ts';
import { commitDecision } from '../../../domain/decision/commit.ts';
import { decide } from '../../../domain/decision/decision.ts';
import { GuardrailSettings, type Policy, PolicyTerms } from '../../../domain/policy/policy.ts';
import { Product } from '../../../domain/product/product.ts';
import { changeProduct } from '../../../domain/product/product-change.ts';
import { proposeByRules } from '../../../domain/proposals/rules.ts';
import type { PriceState } from '../../../domain/state/price-state.ts';
import { DAY_MS, MINUTE_MS, shift } from '../../../domain/values/time.ts';
import defaultPolicy from '../../../local/default-policy.json' with { type: 'json' };
import {
  decided,
  guarded,
  inForce,
  inventory,
  NOW,
  on,
  policy,
  product,
  proposal,
  reprice,
  state,
} from './make.ts';

const usual: Policy = { ...PolicyTerms.parse(defaultPolicy), version: 1, mode: 'live' };

// On 17 July 2012 an update of the repricer Appeagle priced listings whose "minimum price" was left blank at $0.01, for 15
// minutes to hours; "the listings that were affected were the ones I did NOT want appeagle to touch".
// https://www.ecommercebytes.com/cab/abn/y12/m07/i18/s02
describe('a blank minimum price (Appeagle, 2012)', () => {
  const cells = {
    productId: 'SKU1',
    name: 'Kettle',
    category: 'kitchen',
    currency: 'EUR',
    listPrice: '100.00',
  };
  const imported = (more: object): Product => {
    const change = changeProduct(undefined, toProduct({ ...cells, ...more }, true));
    if ('problems' in change) throw new Error(JSON.stringify(change.problems));
    return change.product;
  };

  it('is unknown, not 0.01 and not 0', () => {
    expect(imported({ minimumPrice: '' })).not.toHaveProperty('minimumPrice');
  });

  it.each([
    [1, ''],
    [50, ''],
    [9_900, ''],
    [1, '0'],
    [9_900, '0.00'],
  ])(
    'leaves a product without a cost at the price that it has, whatever is proposed: %i at a cost of "%s"',
    (amount, unitCost) => {
      const blank = imported({ minimumPrice: '', unitCost });
      const decision = decided(amount, {
        product: blank,
        state: state({ price: inForce(10_000) }),
        policy: usual,
      });
      expect(decision).toMatchObject({
        outcome: 'rejected',
        reason: 'floor-known: the product has neither a unit cost nor a minimum price above 0',
      });
    },
  );

  it('of a product with a cost leaves the cost as its floor', () => {
    const costly = imported({ minimumPrice: '', unitCost: '40.00' });
    const here = { product: costly, state: state({ price: inForce(10_000) }) };
    expect(decided(1, here)).toMatchObject({ outcome: 'priced', price: 4_000 });
  });

  it.each([0, -1, null, ''])('that reaches the catalog as %j is refused', (minimumPrice) => {
    expect(Product.safeParse({ ...product(), minimumPrice }).success).toBe(false);
  });
});

// On 12 December 2014, from 7 to 8 pm, RepricerExpress set thousands of prices on Amazon UK to 1p; sellers lost up to
// £100,000 of stock. https://www.channel4.com/news/amazon-glitch-repricerexpress-friday-online-retailers
describe('prices of 1p for an hour (RepricerExpress, 2014)', () => {
  it('are rejected by the policy that comes along, and the price stays', () => {
    const decision = decided(1, { policy: usual });
    expect(decision).toMatchObject({ outcome: 'rejected', reason: expect.stringContaining('review-jump') });
  });

  it('are never below what the product costs, with no guardrail but those that always bind', () => {
    expect(decided(1)).toMatchObject({ outcome: 'priced', price: 400 });
  });

  it('pause the policy if they come for many products, before the rest of the catalog has followed', () => {
    const breaker = { sharePercent: 10, movePercent: 30, windowHours: 1, minimumProducts: 5 };
    const watched = policy({ breaker });
    const ids = Array.from({ length: 1_000 }, (_, at) => `P${at}`);
    const states = new Map(ids.map((productId) => [productId, state({ productId })]));
    let [changed, tripped] = [0, false];
    for (const [second, productId] of ids.entries()) {
      const now = shift(NOW, second * 1_000);
      const before = states.get(productId) as PriceState;
      const here = on({
        product: product({ productId }),
        state: before,
        policy: watched,
        event: reprice({ productId }),
        now,
      });
      states.set(productId, commitDecision(before, here.event, decide(here, proposal(1))));
      changed += 1;
      const tally = moveTally(now);
      for (const each of ids) tally.addProduct(product({ productId: each }), watched);
      for (const each of states.values()) tally.addState(each);
      tripped = tally.trips().length > 0;
      if (tripped) break;
    }
    expect([tripped, changed]).toEqual([true, 101]);
  });
});

// In April 2011 two sellers' rules fed on each other: once a day profnath asked 0.9983 times bordeebook's price, and
// bordeebook 1.270589 times profnath's, until the book "The Making of a Fly" cost $23,698,655.93.
// M. Eisen, "Amazon's $23,698,655.93 book about flies", https://www.michaeleisen.org/blog/?p=358
describe('two rules that feed on each other (The Making of a Fly, 2011)', () => {
  const [UNDERCUT, OUTBID] = [0.9983, 1.270589];
  const LIST = 3_554;
  const book = product({ listPrice: LIST, unitCost: 1_000 });

  /** The price in force at the end of each day, when the two prices follow each other through our guardrails. */
  function days(count: number, judgedBy: Policy): number[] {
    let [ours, theirs] = [priceOf(LIST), priceOf(Math.round(LIST * 1.2))];
    const prices: number[] = [];
    for (let day = 0; day < count; day++) {
      ours = judged(ours, theirs.price?.amount ?? 0, UNDERCUT, day, judgedBy);
      theirs = judged(theirs, ours.price?.amount ?? 0, OUTBID, day, judgedBy);
      prices.push(theirs.price?.amount ?? 0);
    }
    return prices;
  }
  const priceOf = (amount: number) => state({ price: inForce(amount) });
  function judged(
    before: PriceState,
    other: number,
    factor: number,
    day: number,
    judgedBy: Policy,
  ): PriceState {
    const event = inventory({ eventId: `e${before.revision}`, sequence: before.revision + 1 });
    const now = shift(NOW, day * DAY_MS + (factor === UNDERCUT ? 0 : 300 * MINUTE_MS));
    const here = on({ product: book, policy: judgedBy, state: before, event, now });
    return commitDecision(before, event, decide(here, proposal(Math.round(other * factor))));
  }
  const highest = (count: number, settings: Parameters<typeof guarded>[0]) =>
    Math.max(...days(count, guarded(settings)));

  it('would go to millions with no guardrail but the floor', () => {
    expect(highest(60, {})).toBeGreaterThan(2_369_865_593);
  });

  it('ends at the price band', () => {
    expect(highest(60, { priceBand: { percentOfList: { lowest: 60, highest: 130 } } })).toBe(
      Math.floor(LIST * 1.3),
    );
  });

  it('ends at the review of what is too far from the list price', () => {
    expect(highest(60, { reviewJump: { ofListPercent: 50 } })).toBeLessThanOrEqual(LIST * 1.5);
  });

  it('is rejected on the first day where a change by a quarter of the price in force is for a person to look at', () => {
    expect(highest(60, { reviewJump: { ofPriceInForcePercent: 5 } })).toBe(Math.round(LIST * 1.2));
  });

  it('is only slowed by a largest step, and by a band around the prices of a day', () => {
    const step = days(60, guarded({ maxStep: { percent: 10 } }));
    expect(step.every((price, day) => day === 0 || price <= (step[day - 1] ?? 0) * 1.1 + 1)).toBe(true);
    expect(highest(60, { maxStep: { percent: 10 } })).toBeGreaterThan(10 * LIST);
    expect(highest(60, { windowBand: { percent: 10 } })).toBeGreaterThan(10 * LIST);
  });

  it('stays within a third of the list price under the policy that comes along', () => {
    expect(Math.max(...days(60, usual))).toBeLessThanOrEqual(LIST * 1.3);
  });

  it('can not be asked for by our own rules: they act on the list price, so events in a row do not compound', () => {
    const rules = policy({ rules: [{ kind: 'low-stock', below: 100, raisePercent: 27.0589 }] });
    let current = priceOf(LIST);
    for (let number = 0; number < 50; number++) {
      const event = inventory({ eventId: `e${number}`, sequence: number + 2 });
      const here = on({
        product: book,
        policy: rules,
        state: current,
        event,
        now: shift(NOW, number * MINUTE_MS),
      });
      current = commitDecision(current, event, decide(here, proposeByRules(here)));
    }
    expect(current.price?.amount).toBe(Math.round(LIST * 1.270589));
  });

  it('trips the breaker on the first day if it is not one book but a shelf', () => {
    const breaker = { sharePercent: 50, movePercent: 20, windowHours: 24, minimumProducts: 2 };
    const watched = policy({ breaker });
    const shelf = ['A', 'B', 'C'];
    const after = judged(priceOf(LIST), LIST, OUTBID, 0, watched);
    const tally = moveTally(shift(NOW, 301 * MINUTE_MS));
    for (const productId of shelf) tally.addProduct(product({ productId }), watched);
    for (const productId of shelf) tally.addState({ ...after, productId });
    expect(tally.trips()).toMatchObject([{ trip: { moved: 3, active: 3 } }]);
  });

  it('is not a setting that is left out by mistake: settings with another name are refused', () => {
    expect(GuardrailSettings.safeParse({ priceband: { highest: 5_000 } }).success).toBe(false);
  });
});
