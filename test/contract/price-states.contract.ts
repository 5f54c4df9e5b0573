import { describe, expect, it } from 'vitest';
import type { PriceStates } from '../../adapters/price-state.ts';
import { begun } from '../../domain/standing/standing.ts';
import type { PriceState } from '../../domain/state/price-state.ts';
import { ascending } from '../../domain/values/sorting.ts';
import { all, at, committing, markAt, stateAt } from './samples.ts';

/** Contract of every price-state store. `open` creates an empty one. */
export function priceStatesContract(open: () => Promise<PriceStates>): void {
  it('has nothing of a product before its first commit', async () => {
    const store = await open();

    expect(await store.read('SKU1')).toBeUndefined();
  });

  it('gives back every field that was committed', async () => {
    const store = await open();

    await store.commit(committing(1, 'e1'), 'e1');

    expect(await store.read('SKU1')).toEqual(committing(1, 'e1'));
  });

  describe('a first commit', () => {
    it('is refused after another commit, and changes nothing', async () => {
      const store = await open();
      await store.commit(committing(1, 'e1'), 'e1');

      expect(await store.commit(committing(1, 'e2', { stock: 5 }), 'e2')).toBe(false);
      expect(await store.read('SKU1')).toEqual(committing(1, 'e1'));
    });

    it('is refused once later ones were made', async () => {
      const store = await openAt(open, 2);

      expect(await store.commit(committing(1, 'late'), 'late')).toBe(false);
      expect((await store.read('SKU1'))?.revision).toBe(2);
    });
  });

  it('lists when each product was last decided on, without products that never were', async () => {
    const store = await open();
    await store.commit(committing(1, 'e1'), 'e1');
    await store.commit(committing(1, 'e2', { productId: 'SKU2', decidedAt: at(9) }), 'e2');
    await store.commit(committing(1, 'e3', { productId: 'SKU3', decidedAt: undefined }), 'e3');

    const found = (await all(store.decided())).sort(ascending(({ productId }) => productId));

    expect(found).toEqual([
      { productId: 'SKU1', decidedAt: at(0) },
      { productId: 'SKU2', decidedAt: at(9) },
    ]);
  });

  describe('a later commit', () => {
    it('replaces the revision that it was judged on with the next', async () => {
      const store = await openAt(open, 1);

      expect(await store.commit(committing(2, 'e2', { stock: 5 }), 'e2')).toBe(true);
      expect(await store.read('SKU1')).toMatchObject({ revision: 2, stock: 5 });
    });

    it.each([
      ['an older revision', 2],
      ['the same revision by another event', 3],
      ['a revision that is not there yet', 5],
    ])('is refused on %s, and changes nothing', async (_, revision) => {
      const store = await openAt(open, 3);
      const before = await store.read('SKU1');

      expect(await store.commit(committing(revision, 'late', { stock: 1 }), 'late')).toBe(false);
      expect(await store.read('SKU1')).toEqual(before);
    });

    it('is refused for a product without a state', async () => {
      const store = await open();

      expect(await store.commit(committing(2, 'e2'), 'e2')).toBe(false);
      expect(await store.read('SKU1')).toBeUndefined();
    });

    it('removes fields that are no longer set', async () => {
      const store = await openAt(open, 1);

      await store.commit(committing(2, 'e2', { repriceAt: undefined, stock: undefined }), 'e2');

      const state = await store.read('SKU1');
      expect(state?.repriceAt).toBeUndefined();
      expect(state?.stock).toBeUndefined();
    });

    it('keeps what the breaker counts until a decision takes it away', async () => {
      const store = await openAt(open, 1);
      const watched = stateAt(1).hourlyRanges;

      await store.commit(committing(2, 'e2', { watched }), 'e2');
      expect((await store.read('SKU1'))?.watched).toEqual(watched);
      await store.commit(committing(3, 'e3', { watched: undefined }), 'e3');

      expect((await store.read('SKU1'))?.watched).toBeUndefined();
    });

    it('removes a demand that the decision no longer has', async () => {
      const store = await openAt(open, 1);

      await store.commit(committing(2, 'e2', { demand: undefined }), 'e2');

      expect((await store.read('SKU1'))?.demand).toBeUndefined();
    });

    it('keeps no part of the demand from before', async () => {
      const store = await openAt(open, 1);
      const demand = { sales: { units: 0, indexHours: 0, at: at(0) } };

      await store.commit(committing(2, 'e2', { demand }), 'e2');

      expect((await store.read('SKU1'))?.demand).toEqual(demand);
    });

    it('keeps the marks of other events', async () => {
      const store = await openAt(open, 1);

      await store.commit(committing(2, 'e2'), 'e2');

      expect((await store.read('SKU1'))?.unsettled).toEqual({ e1: markAt(1), e2: markAt(2) });
    });

    it('does not bring back a mark that was settled since the state was read', async () => {
      const store = await openAt(open, 1);
      await store.settle('SKU1', 'e1');

      await store.commit(committing(2, 'e2', { unsettled: { e1: markAt(1), e2: markAt(2) } }), 'e2');

      expect((await store.read('SKU1'))?.unsettled).toEqual({ e2: markAt(2) });
    });

    it('removes the given marks, and no other', async () => {
      const store = await openAt(open, 3);

      expect(await store.commit(committing(4, 'e4'), 'e4', ['e1', 'e3', 'never marked'])).toBe(true);

      expect((await store.read('SKU1'))?.unsettled).toEqual({ e2: markAt(2), e4: markAt(4) });
    });

    it('removes no mark if it is refused', async () => {
      const store = await openAt(open, 2);

      expect(await store.commit(committing(2, 'e9'), 'e9', ['e1'])).toBe(false);

      expect((await store.read('SKU1'))?.unsettled).toHaveProperty('e1');
    });

    it('writes its mark under an event id with dots, blanks and signs in it', async () => {
      const store = await openAt(open, 1);
      const odd = 'a.b c#d:é[0]';

      await store.commit(committing(2, odd), odd);

      expect((await store.read('SKU1'))?.unsettled[odd]).toEqual(markAt(2));
    });
  });

  describe('moveOn', () => {
    it('raises the revision, so that earlier judgements are refused, and keeps the rest', async () => {
      const store = await openAt(open, 1);

      expect(await store.moveOn('SKU1', 'e2')).toBe(false);

      expect(await store.commit(committing(2, 'e2'), 'e2')).toBe(false);
      expect(await store.read('SKU1')).toEqual({ ...committing(1, 'e1'), revision: 2 });
    });

    it('returns whether the event has a mark', async () => {
      const store = await openAt(open, 1);

      expect(await store.moveOn('SKU1', 'e1')).toBe(true);
    });

    it('creates no state', async () => {
      const store = await open();

      expect(await store.moveOn('SKU1', 'e1')).toBe(false);
      expect(await store.read('SKU1')).toBeUndefined();
    });
  });

  describe('takeTurn', () => {
    const turn = (eventId: string, minute: number) => ({ eventId, until: at(minute) });

    it('gives the turn to an event, and keeps the revision and the rest', async () => {
      const store = await openAt(open, 1);

      expect(await store.takeTurn(stateAt(1), turn('e2', 1), at(0))).toBe(true);
      expect(await store.read('SKU1')).toEqual({ ...committing(1, 'e1'), turn: turn('e2', 1) });
    });

    it('is refused while another event has the turn, and succeeds when it has expired', async () => {
      const store = await openAt(open, 1);
      await store.takeTurn(stateAt(1), turn('e2', 10), at(0));

      expect(await store.takeTurn(stateAt(1), turn('e3', 19), at(9))).toBe(false);
      expect((await store.read('SKU1'))?.turn).toEqual(turn('e2', 10));
      expect(await store.takeTurn(stateAt(1), turn('e3', 20), at(10))).toBe(true);
      expect((await store.read('SKU1'))?.turn).toEqual(turn('e3', 20));
    });

    it('may be taken again by the event that has it', async () => {
      const store = await openAt(open, 1);
      await store.takeTurn(stateAt(1), turn('e2', 10), at(0));

      expect(await store.takeTurn(stateAt(1), turn('e2', 15), at(5))).toBe(true);
    });

    it('is refused at another revision, and for a product without a state', async () => {
      const store = await openAt(open, 2);

      expect(await store.takeTurn(stateAt(1), turn('e3', 1), at(0))).toBe(false);
      expect((await store.read('SKU1'))?.turn).toBeUndefined();
      expect(await store.takeTurn({ ...stateAt(1), productId: 'SKU2' }, turn('e3', 1), at(0))).toBe(false);
      expect(await store.read('SKU2')).toBeUndefined();
    });

    it('ends with the next commit', async () => {
      const store = await openAt(open, 1);
      await store.takeTurn(stateAt(1), turn('e2', 10), at(0));

      await store.commit(committing(2, 'e2', { turn: undefined }), 'e2');

      expect((await store.read('SKU1'))?.turn).toBeUndefined();
    });
  });

  describe('settle', () => {
    it('removes the mark of its event, and keeps the revision and the other marks', async () => {
      const store = await openAt(open, 2);

      await store.settle('SKU1', 'e1');

      expect(await store.read('SKU1')).toMatchObject({ revision: 2, unsettled: { e2: markAt(2) } });
      expect((await store.read('SKU1'))?.unsettled).not.toHaveProperty('e1');
    });

    it('may be repeated', async () => {
      const store = await openAt(open, 1);
      await store.settle('SKU1', 'e1');

      await store.settle('SKU1', 'e1');

      expect(await store.read('SKU1')).toEqual(stateAt(1));
    });

    it('throws for a product without a state, and creates none', async () => {
      const store = await open();

      await expect(store.settle('SKU1', 'e1')).rejects.toThrow(
        expect.objectContaining({ name: 'ValidationException' }),
      );
      expect(await store.read('SKU1')).toBeUndefined();
    });
  });

  describe('resetSequence', () => {
    it('sets the sequence and raises the revision', async () => {
      const store = await openAt(open, 1);

      expect(await store.resetSequence(stateAt(1), 7)).toBe(true);
      expect(await store.read('SKU1')).toEqual({ ...committing(1, 'e1'), sequence: 7, revision: 2 });
    });

    it('forgets the sequence when none is given', async () => {
      const store = await openAt(open, 1);

      expect(await store.resetSequence(stateAt(1), undefined)).toBe(true);
      expect(await store.read('SKU1')).toMatchObject({ revision: 2 });
      expect((await store.read('SKU1'))?.sequence).toBeUndefined();
    });

    it.each([7, undefined])('is refused at another revision, and changes nothing (to %s)', async (to) => {
      const store = await openAt(open, 2);
      const before = await store.read('SKU1');

      expect(await store.resetSequence(stateAt(1), to)).toBe(false);
      expect(await store.read('SKU1')).toEqual(before);
    });
  });

  describe('setStanding', () => {
    const standing = begun('live', '2026-11-22T12:00:00.000Z', { model: 'demand@1', why: 'checked' });

    it('sets the standing and raises the revision, and keeps the rest', async () => {
      const store = await openAt(open, 1);
      const before = await store.read('SKU1');

      expect(await store.setStanding(stateAt(1), standing)).toBe(true);
      expect(await store.read('SKU1')).toEqual({ ...before, standing, revision: 2 });
    });

    it('is refused at another revision, and changes nothing', async () => {
      const store = await openAt(open, 2);
      const before = await store.read('SKU1');

      expect(await store.setStanding(stateAt(1), standing)).toBe(false);
      expect(await store.read('SKU1')).toEqual(before);
    });
  });

  describe('resetDemand', () => {
    it('resets learned demand and raises the revision, and keeps the rest', async () => {
      const store = await openAt(open, 1);
      const { demand, salesRate, ...rest } = committing(1, 'e1');

      expect(await store.resetDemand(stateAt(1))).toBe(true);
      expect(await store.read('SKU1')).toEqual({ ...rest, revision: 2 });
    });

    it('may be repeated when there is no learned demand', async () => {
      const store = await openAt(open, 1);
      await store.resetDemand(stateAt(1));

      expect(await store.resetDemand(stateAt(2))).toBe(true);
      expect((await store.read('SKU1'))?.revision).toBe(3);
    });

    it.each([1, 3])('is refused at revision %d of a state at 2, and changes nothing', async (revision) => {
      const store = await openAt(open, 2);
      const before = await store.read('SKU1');

      expect(await store.resetDemand(stateAt(revision))).toBe(false);
      expect(await store.read('SKU1')).toEqual(before);
    });

    it('lets no decision be committed that was judged before it', async () => {
      const store = await openAt(open, 1);
      await store.resetDemand(stateAt(1));

      expect(await store.commit(committing(2, 'e2'), 'e2')).toBe(false);
      expect(await store.read('SKU1')).not.toHaveProperty('demand');
    });

    it('is refused for a product without a state, and creates none', async () => {
      const store = await open();

      expect(await store.resetDemand(stateAt(1))).toBe(false);
      expect(await store.read('SKU1')).toBeUndefined();
    });
  });

  it('lists every state, and separately those with a mark', async () => {
    const store = await openAt(open, 1);
    await store.commit(committing(1, 'e9', { productId: 'SKU2' }), 'e9');
    await store.settle('SKU1', 'e1');

    expect((await all(store.all())).map(({ productId }) => productId).sort()).toEqual(['SKU1', 'SKU2']);
    expect(await all(store.unsettled())).toEqual([committing(1, 'e9', { productId: 'SKU2' })]);
  });

  it('lists due products, and since when they are due', async () => {
    const store = await openAt(open, 1);
    const due = (productId: string, repriceAt: string | undefined) =>
      store.commit(committing(1, productId, { productId, repriceAt }), productId);
    await due('OVER', at(1));
    await due('NOW', at(2));
    await due('LATER', at(3));
    await due('NEVER', undefined);

    const found = (await all(store.due(at(2)))).sort(ascending(({ productId }) => productId));

    expect(found).toEqual([
      { productId: 'NOW', repriceAt: at(2) },
      { productId: 'OVER', repriceAt: at(1) },
    ]);
  });

  describe('the price in force', () => {
    const recorded = ({ productId, price, unsettled }: PriceState) => ({ productId, price, unsettled });

    it('is listed for every state with its marks, without other fields', async () => {
      const store = await openAt(open, 1);
      const other = committing(1, 'e9', { productId: 'SKU2', price: undefined });
      await store.commit(other, 'e9');

      const found = (await all(store.prices())).sort(ascending(({ productId }) => productId));

      expect(found).toEqual([
        recorded(committing(1, 'e1')),
        { productId: 'SKU2', unsettled: { e9: markAt(1) } },
      ]);
    });

    it('is returned for the requested products, except those without a state', async () => {
      const store = await openAt(open, 2);

      expect(await store.readPrices(['none', 'SKU1'])).toEqual([
        recorded(committing(2, 'e2', { unsettled: { e1: markAt(1), e2: markAt(2) } })),
      ]);
      expect(await store.readPrices([])).toEqual([]);
    });

    it('can be read as whole states for many products, without missing ones', async () => {
      const store = await openAt(open, 2);

      expect(await store.readMany(['none', 'SKU1'])).toEqual([await store.read('SKU1')]);
    });

    it('is returned for more than a hundred', async () => {
      const store = await open();
      const ids = Array.from({ length: 101 }, (_, number) => `SKU${number}`);
      for (const id of ids) await store.commit(committing(1, 'e1', { productId: id }), 'e1');

      expect((await store.readPrices(ids)).map(({ productId }) => productId).sort()).toEqual(ids.sort());
      expect(await store.count()).toBe(101);
    });

    it('is an empty list without states', async () => {
      const store = await open();

      expect(await all(store.prices())).toEqual([]);
      expect(await store.count()).toBe(0);
    });
  });

  it('does not change when a returned object is changed', async () => {
    const store = await openAt(open, 1);
    const state = await store.read('SKU1');

    if (state) state.unsettled = {};

    expect(await store.read('SKU1')).toEqual(committing(1, 'e1'));
  });
}

/** A store in which events e1, e2, … were committed up to `revision`, each with its mark left. */
async function openAt(open: () => Promise<PriceStates>, revision: number): Promise<PriceStates> {
  const store = await open();
  for (let each = 1; each <= revision; each += 1) {
    const committed = await store.commit(committing(each, `e${each}`), `e${each}`);
    expect(committed).toBe(true);
  }
  return store;
}
