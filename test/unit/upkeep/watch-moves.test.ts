import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../domain/policy/policy.ts';
import type { PriceState } from '../../../domain/state/price-state.ts';
import { hourOf } from '../../../domain/values/time.ts';
import { watchMoves } from '../../../upkeep/watch-moves.ts';
import { type CatalogData, memoryCatalog } from '../../fakes/memory-catalog.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { spoil } from '../../fakes/plain.ts';
import { inForce, minutesAgo, NOW, policy, product, state } from '../domain/make.ts';

const breaker = { sharePercent: 50, movePercent: 20, windowHours: 1, minimumProducts: 2 };

/** A product whose price one of our events halved ten minutes ago. */
const halved = (productId: string) =>
  state({
    productId,
    price: inForce(500, { since: minutesAgo(10) }),
    watched: { [hourOf(minutesAgo(10))]: { lowest: 500, highest: 1_000 } },
  });

/** A shop whose products A to D are of policy `default`, and whose A, B and C were halved. */
function shop(changes: { mode?: Policy['mode']; modeSince?: string; breaker?: typeof breaker } = {}) {
  const { version: _, mode: __, ...terms } = policy({ breaker: changes.breaker ?? breaker });
  const { mode = 'live', modeSince } = changes;
  const data: CatalogData = {
    products: Object.fromEntries(['A', 'B', 'C', 'D'].map((id) => [id, product({ productId: id })])),
    policies: {
      default: {
        current: { version: 3, mode, ...(modeSince === undefined ? {} : { modeSince }) },
        versions: { 3: terms },
      },
    },
  };
  const states: Record<string, PriceState> = {
    A: halved('A'),
    B: halved('B'),
    C: halved('C'),
    D: state({ productId: 'D' }),
  };
  const catalog = memoryCatalog(data);
  const reported: unknown[] = [];
  const watch = watchMoves({
    catalog,
    priceStates: memoryPriceStates(states),
    clock: () => NOW,
    report: (watched) => void reported.push(watched),
  });
  return { data, states, catalog, reported, watch };
}

describe('a look at the moves with items that cannot be read', () => {
  it('counts a state as one that moved, names it, and trips over the others', async () => {
    const { states, watch } = shop();
    spoil(states, 'C', 'price-state', 'revision: Invalid input');

    const { tripped, unreadable } = await watch();

    expect(tripped).toMatchObject([
      {
        policyId: 'default',
        trip: {
          why: "2 of 4 active products moved by more than 20% within 1 h, and the price states of 1 can't be read; the policy allows 50% of them",
          moved: 2,
          unreadable: 1,
          active: 4,
        },
      },
    ]);
    expect(unreadable).toEqual(['table price-state, key C: revision: Invalid input']);
  });

  it('trips where most of the states cannot be read', async () => {
    const { states, watch } = shop();
    for (const productId of ['A', 'B', 'C']) spoil(states, productId, 'price-state', 'x');
    expect((await watch()).tripped).toMatchObject([{ trip: { moved: 0, unreadable: 3 } }]);
  });

  it('does not trip over one of four', async () => {
    const { states, watch } = shop();
    for (const productId of ['A', 'B', 'C']) states[productId] = state({ productId });
    spoil(states, 'D', 'price-state', 'x');
    expect((await watch()).tripped).toEqual([]);
  });

  it('goes on without a product', async () => {
    const { data, watch } = shop();
    spoil(data.products, 'D', 'catalog', 'x');
    const { tripped, unreadable } = await watch();
    expect(tripped).toMatchObject([{ trip: { moved: 3, active: 3 } }]);
    expect(unreadable).toEqual(['table catalog, key D: x']);
  });

  it('goes on without a policy', async () => {
    const { data, watch } = shop();
    data.products['E'] = product({ productId: 'E', policyId: 'other' });
    spoil(data.policies, 'other', 'catalog', 'x');
    const { tripped, unreadable } = await watch();
    expect(tripped).toHaveLength(1);
    expect(unreadable).toEqual(['table catalog, key other: x']);
  });
});

describe('a look at the moves', () => {
  it('pauses a policy too many of whose products moved too far, and keeps when, why, how many and which', async () => {
    const { data, watch } = shop();

    const { tripped } = await watch();

    const trip = {
      at: NOW,
      why: '3 of 4 active products moved by more than 20% within 1 h; the policy allows 50% of them',
      version: 3,
      moved: 3,
      active: 4,
      products: ['A', 'B', 'C'].map((productId) => ({ productId, from: 1_000, to: 500 })),
    };
    expect(tripped).toEqual([{ policyId: 'default', trip }]);
    expect(data.policies['default']).toMatchObject({ current: { mode: 'paused', modeSince: NOW }, trip });
  });

  it('reports which policies are paused by their breaker, also when it finds them so', async () => {
    const { reported, watch } = shop();
    await watch();
    await watch();
    expect(reported).toMatchObject([
      { tripped: [{ policyId: 'default' }], standing: ['default'] },
      { tripped: [], standing: ['default'] },
    ]);
  });

  it('does not take a pause by a person for a trip', async () => {
    const { catalog, watch } = shop();
    await watch();
    await catalog.setMode('default', 'paused', { at: minutesAgo(-1) });
    expect(await watch()).toEqual({ tripped: [], standing: [], alone: [], unreadable: [] });
  });

  it.each(['paused', 'shadow'] as const)('leaves a policy alone that is %s', async (mode) => {
    const { data, watch } = shop({ mode });
    expect(await watch()).toEqual({ tripped: [], standing: [], alone: [], unreadable: [] });
    expect(data.policies['default']).toMatchObject({ current: { mode } });
  });

  it('counts no moves from before a person made the policy live again', async () => {
    const { watch } = shop({ modeSince: minutesAgo(5) });
    expect((await watch()).tripped).toEqual([]);
  });

  it('counts the moves that come after', async () => {
    const { watch } = shop({ modeSince: minutesAgo(15) });
    expect((await watch()).tripped).toHaveLength(1);
  });

  it('does not pause a policy over moves that a person has looked at while they were counted', async () => {
    const { catalog, data, watch } = shop();
    const { policy: read } = catalog;
    let reads = 0;
    catalog.policy = async (policyId) => {
      const before = await read(policyId);
      reads += 1;
      if (reads === 1) await catalog.setMode('default', 'live', { at: minutesAgo(0) });
      return before;
    };
    expect((await watch()).tripped).toEqual([]);
    expect(data.policies['default']?.current?.mode).toBe('live');
  });

  it('tells of a version in force that one person put where it takes two, until another one is', async () => {
    const { data, catalog, reported, watch } = shop();
    const { version: _, mode: __, ...terms } = policy({});
    await catalog.putPolicy(terms, { by: 'ann', brokeGlass: true });
    await watch();
    await catalog.putPolicy(terms, { by: 'ann', approvedBy: 'ben' });
    await watch();

    expect(reported).toMatchObject([{ alone: ['default'] }, { alone: [] }]);
    expect(data.policies['default']?.current?.version).toBe(5);
  });

  it('passes over a product whose policy is gone', async () => {
    const { data, watch } = shop();
    data.products['E'] = product({ productId: 'E', policyId: 'gone' });
    expect((await watch()).tripped).toHaveLength(1);
  });

  it('reads no states where no live policy has a breaker', async () => {
    const { data, watch, states } = shop({ mode: 'paused' });
    Object.defineProperty(states, 'A', {
      enumerable: true,
      get() {
        throw new Error('was read');
      },
    });
    await watch();
    expect(data.policies['default']?.current?.mode).toBe('paused');
  });
});
