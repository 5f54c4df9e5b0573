import { describe, expect, it } from 'vitest';
import { reasonToKeepPrice } from '../../../domain/context/keeping-price.ts';
import { decide } from '../../../domain/decision/decision.ts';
import { noState } from '../../../domain/state/price-state.ts';
import {
  decided,
  ending,
  everyEvent,
  guarded,
  inForce,
  inventory,
  NOW,
  on,
  policy,
  product,
  proposal,
  release,
  reprice,
  rollback,
  seed,
  state,
} from './make.ts';

const paused = policy({ mode: 'paused' });
const shadow = policy({ mode: 'shadow' });
const retired = product({ status: 'retired' });
const first = noState('SKU1');

describe('a decision', () => {
  it.each([
    ['priced as proposed', 1_100, policy(), { verdict: 'approve', outcome: 'priced', price: 1_100 }],
    ['priced by a bound', 100, policy(), { verdict: 'adjust', outcome: 'priced', price: 400 }],
    ['held', 1_000, policy(), { verdict: 'hold', outcome: 'held' }],
    ['rejected', -1, policy(), { verdict: 'reject', outcome: 'rejected' }],
    ['shadowed as proposed', 1_100, shadow, { verdict: 'approve', outcome: 'shadowed', price: 1_100 }],
    ['shadowed by a bound', 100, shadow, { verdict: 'adjust', outcome: 'shadowed', price: 400 }],
    ['held in shadow', 1_000, shadow, { verdict: 'hold', outcome: 'held' }],
    ['rejected in shadow', -1, shadow, { verdict: 'reject', outcome: 'rejected' }],
  ])('can be %s', (_, amount, settings, expected) => {
    expect(decided(amount, { policy: settings })).toMatchObject(expected);
  });

  it.each([
    ['a hold', 1_000],
    ['a rejection', -1],
  ])('has no price of its own when it is %s', (_, amount) => {
    expect(decided(amount).price).toBeUndefined();
  });

  it.each([
    ['the bound of the last guardrail that moved it', 100, policy(), 'margin-floor: unit cost and 0% margin'],
    ['the guardrail that held it', 1_000, policy(), 'dead-band: the price in force is the right one'],
    [
      'the guardrail that rejected it',
      -1,
      policy(),
      'sane-number: EUR -0.01 was proposed; a price is EUR 0.01 or a multiple of it, up to EUR 10000000000.00',
    ],
  ])('has for a reason %s', (_, amount, settings, reason) => {
    expect(decided(amount, { policy: settings }).reason).toBe(reason);
  });

  it('keeps the terms, the price before and the time that it was judged on', () => {
    expect(decided(1_100, { policy: policy({ version: 7 }) })).toMatchObject({
      policy: { policyId: 'default', version: 7, mode: 'live' },
      priceBefore: 1_000,
      currency: 'EUR',
      decidedAt: NOW,
    });
  });

  it('has no price before where none was in force', () => {
    expect(decided(1_100, { state: first })).not.toHaveProperty('priceBefore');
  });
});

describe('the reason to let a price stand', () => {
  it.each([
    ['nothing', {}, undefined],
    ['a paused policy', { policy: paused }, 'paused'],
    ['a retired product', { product: retired }, 'retired'],
    ['no stock', { event: inventory({ stock: 0 }) }, 'out-of-stock'],
    [
      'no stock when the time came to reprice',
      { event: reprice(), state: state({ stock: 0 }) },
      'out-of-stock',
    ],
    ['a stock that was never told', { event: reprice(), state: state({ stock: undefined }) }, undefined],
    ['a seed for a product that has a price', { event: seed() }, 'has-a-price'],
    ['a seed for a product that has none', { event: seed(), state: first }, undefined],
    ['a shadow policy', { policy: shadow }, undefined],
    ['a release while paused', { event: release(900), policy: paused }, undefined],
    ['a rollback while paused', { event: rollback(900), policy: paused }, undefined],
    ['a seed while paused', { event: seed(), state: first, policy: paused }, undefined],
    ['a reprice while paused', { event: reprice(), policy: paused }, 'paused'],
  ])('with %s is %j', (_, circumstances, why) => {
    expect(reasonToKeepPrice(on(circumstances))).toBe(why);
  });

  it.each(everyEvent())('is that the product is retired, even for a $kind', (event) => {
    expect(reasonToKeepPrice(on({ product: retired, event, state: first }))).toBe('retired');
  });

  it.each([
    ['paused', { policy: paused }],
    ['retired', { product: retired }],
    ['out-of-stock', { event: inventory({ stock: 0 }) }],
  ])('is that of a decision without a proposal: %s', (why, circumstances) => {
    expect(decide(on(circumstances), undefined)).toMatchObject({ outcome: 'held', reason: why });
  });

  it.each([
    ['paused', { policy: paused }],
    ['retired', { product: retired }],
    ['out-of-stock', { event: inventory({ stock: 0 }) }],
    ['has-a-price', { event: seed() }],
  ])('counts in a rejudgement too, which brings its proposal along: %s', (_, circumstances) => {
    expect(decide(on(circumstances), proposal(1_100)).outcome).toBe('held');
  });

  it.each([
    ['paused', { policy: paused }],
    ['retired', { product: retired }],
  ])('keeps any price in force, since a person said so: %s', (_, circumstances) => {
    const below = { ...circumstances, state: state({ price: inForce(100) }) };
    expect(ending(decide(on(below), undefined))).toBe('held');
  });
});

describe('the modes', () => {
  it.each(['live', 'shadow', 'paused'] as const)('put the list price of a seed in force: %s', (mode) => {
    const seeded = on({ policy: policy({ mode }), event: seed(), state: first });
    expect(ending(decide(seeded, proposal(1_000)))).toBe(1_000);
  });

  it.each([release(1_100), rollback(1_100)])('let a $kind pass while paused', (event) => {
    expect(ending(decide(on({ policy: paused, event }), proposal(1_100)))).toBe(1_100);
  });

  it.each([release(1_100), rollback(1_100), reprice(), inventory()])(
    'publish nothing of a $kind in shadow',
    (event) => {
      expect(decide(on({ policy: shadow, event }), proposal(1_100)).outcome).toBe('shadowed');
    },
  );

  it('publish nothing in shadow of a price that had to be mended either', () => {
    const below = state({ price: inForce(100) });
    const settings = { ...guarded({ cooldown: { minutes: 10_000 } }), mode: 'shadow' as const };
    expect(decided(100, { policy: settings, state: below })).toMatchObject({
      outcome: 'shadowed',
      price: 400,
    });
  });
});
