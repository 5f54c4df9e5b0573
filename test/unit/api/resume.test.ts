import { describe, expect, it } from 'vitest';
import { tripTexts } from '../../../api/policies/standing-trips.ts';
import type { Trip } from '../../../domain/decision/breaker.ts';
import type { CatalogData } from '../../fakes/memory-catalog.ts';
import { minutesAgo, NOW, product } from '../domain/make.ts';
import { ask, emitted, type Shop, send, shopWith, terms } from './support.ts';

const trip: Trip = {
  at: minutesAgo(5),
  why: '6 of 10 moved',
  version: 1,
  moved: 6,
  active: 10,
  products: [{ productId: 'SKU1', from: 1_000, to: 500 }],
};
type Kept = CatalogData['policies'][string];
const of = (mode: 'live' | 'shadow' | 'paused', changes: Partial<Kept> = {}, modeSince?: string): Kept => ({
  current: { version: 1, mode, ...(modeSince === undefined ? {} : { modeSince }) },
  versions: { 1: terms() },
  ...changes,
});
/** `default` was paused by its breaker, `hand` by a person; `before` tripped earlier and was then paused by a person. */
const shopOf = (changes: Partial<Shop> = {}) =>
  shopWith({
    products: {
      SKU1: product(),
      SKU2: product({ productId: 'SKU2', policyId: 'hand' }),
      SKU3: product({ productId: 'SKU3', policyId: 'before' }),
    },
    policies: Object.fromEntries(
      Object.entries({
        default: of('paused', { trip }, trip.at),
        hand: of('paused'),
        before: of('paused', { trip }, NOW),
      }).map(([policyId, kept]) => [policyId, { ...kept, versions: { 1: terms({ policyId }) } }]),
    ),
    ...changes,
  });

describe('POST /resume', () => {
  it('makes live what its breaker paused, reprices its products, and leaves what a person paused', async () => {
    const { api, shop } = shopOf();
    const { body } = await send(api, 'POST', '/resume', {});
    expect(body).toEqual({
      resumed: [{ policyId: 'default', before: 'paused', mode: 'live', repriced: 1, held: {} }],
    });
    expect(emitted(shop)).toEqual(['reprice SKU1 policy default went from paused to live']);
    expect(Object.entries(shop.policies).map(([id, { current }]) => [id, current?.mode])).toEqual([
      ['default', 'live'],
      ['hand', 'paused'],
      ['before', 'paused'],
    ]);
  });

  it('notes when, so that moves from before no longer count', async () => {
    const { api, shop } = shopOf();
    await send(api, 'POST', '/resume', { policyId: 'default' });
    expect(shop.policies['default']?.current).toMatchObject({ mode: 'live', modeSince: NOW });
  });

  it('makes the policy live that is named, whoever paused it', async () => {
    const { api, shop } = shopOf();
    const { body } = await send(api, 'POST', '/resume', { policyId: 'hand' });
    expect(body.resumed).toMatchObject([{ policyId: 'hand', repriced: 1 }]);
    expect(shop.policies['default']?.current?.mode).toBe('paused');
  });

  it('does nothing to one that is live, and says so', async () => {
    const { api, shop } = shopWith();
    const { body } = await send(api, 'POST', '/resume', { policyId: 'default' });
    expect(body.resumed).toEqual([
      { policyId: 'default', before: 'live', mode: 'live', repriced: 0, held: {} },
    ]);
    expect([emitted(shop), shop.policies['default']?.current?.modeSince]).toEqual([[], undefined]);
  });

  it('answers an empty list where no breaker holds a policy', async () => {
    expect((await send(shopWith().api, 'POST', '/resume', {})).body).toEqual({ resumed: [] });
  });

  it('refuses one in shadow, one that there is not, and what it does not know', async () => {
    const { api, shop } = shopWith({ policies: { default: of('shadow') } });
    expect((await send(api, 'POST', '/resume', { policyId: 'default' })).status).toBe(409);
    expect(shop.policies['default']?.current?.mode).toBe('shadow');
    expect((await send(api, 'POST', '/resume', { policyId: 'gold' })).status).toBe(404);
    expect((await send(api, 'POST', '/resume', { policy: 'default' })).status).toBe(400);
  });
});

describe('a mode that a person sets', () => {
  it('has its time, so that a resumption by policy mode does not trip over old moves either', async () => {
    const { api, shop } = shopOf();
    await send(api, 'POST', '/policies/default/mode', { mode: 'live' });
    expect(shop.policies['default']?.current).toMatchObject({ mode: 'live', modeSince: NOW });
  });
});

describe('a trip', () => {
  it('is shown with the policy, as the reason of the pause only where it is that', async () => {
    const { api } = shopOf();
    expect((await ask(api, '/policies/default')).body).toMatchObject({
      inForce: { mode: 'paused', modeSince: trip.at },
      trip,
      tripped: true,
    });
    expect((await ask(api, '/policies/before')).body).toMatchObject({ trip, tripped: false });
    const { body } = await ask(api, '/policies/hand');
    expect([body.trip, body.tripped]).toEqual([undefined, false]);
  });

  it('is told in a line for each policy that it holds', async () => {
    expect(await tripTexts(shopOf().deps)).toEqual({
      default: `paused at ${trip.at}: 6 of 10 moved`,
    });
  });
});
