import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../adapters/catalog.ts';
import type { Trip } from '../../domain/decision/breaker.ts';
import type { PolicyTerms } from '../../domain/policy/policy.ts';
import type { Product } from '../../domain/product/product.ts';
import { ascending } from '../../domain/values/sorting.ts';
import { all, at, product, terms } from './samples.ts';

/** A catalog, and a function that leaves a version as a caller does that dies before putting it in force. */
export interface OpenCatalog {
  catalog: Catalog;
  leaveVersion(version: number, terms: PolicyTerms): Promise<void>;
  /** Stores a product without a revision, as older versions did. */
  leaveProduct(product: Product): Promise<void>;
}

/** Contract of every catalog. `open` creates an empty one. */
export function catalogContract(open: () => Promise<OpenCatalog>): void {
  describe('products', () => {
    it('are unknown until they are put', async () => {
      const { catalog } = await open();

      expect(await catalog.product('SKU1')).toBeUndefined();
    });

    it('are put new and changed', async () => {
      const { catalog } = await open();
      const retired = product('SKU1', { status: 'retired' });
      const { highestPrice: _, ...unbounded } = product('SKU1', { highestPrice: 2_000 as never });

      await catalog.putProduct(product('SKU1', { highestPrice: 2_000 as never }));
      await catalog.putProduct(retired);
      expect(await catalog.product('SKU1')).toEqual(retired);
      await catalog.putProduct(unbounded);
      expect(await catalog.product('SKU1')).toEqual(unbounded);
    });

    it('are changed only at the revision that was read', async () => {
      const { catalog } = await open();

      expect(await catalog.productToChange('SKU1')).toBeUndefined();
      expect(await catalog.putProduct(product('SKU1', { name: 'A' }), 1)).toBe(false);
      expect(await catalog.putProduct(product('SKU1', { name: 'B' }), null)).toBe(true);
      expect(await catalog.putProduct(product('SKU1', { name: 'C' }), null)).toBe(false);
      const read = await catalog.productToChange('SKU1');
      expect(read).toMatchObject({ product: { name: 'B' } });
      expect(await catalog.putProduct(product('SKU1', { name: 'D' }), read?.revision)).toBe(true);
      expect(await catalog.putProduct(product('SKU1', { name: 'E' }), read?.revision)).toBe(false);
      expect(await catalog.putProduct(product('SKU1', { name: 'F' }))).toBe(true);
      expect(await catalog.productToChange('SKU1')).toMatchObject({ product: { name: 'F' } });
    });

    it('are changed if they were stored before revisions existed', async () => {
      const { catalog, leaveProduct } = await open();
      await leaveProduct(product());
      const read = await catalog.productToChange('SKU1');

      expect(read).toEqual({ productId: 'SKU1', product: product(), revision: 0 });
      expect(await catalog.putProduct(product('SKU1', { name: 'A' }), null)).toBe(false);
      expect(await catalog.putProduct(product('SKU1', { name: 'B' }), 0)).toBe(true);
      expect(await catalog.putProduct(product('SKU1', { name: 'C' }), 0)).toBe(false);
    });

    it('are changed by one of twenty who read the same', async () => {
      const { catalog } = await open();
      await catalog.putProduct(product());
      const read = await catalog.productToChange('SKU1');

      const put = await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          catalog.putProduct(product('SKU1', { name: `${at}` }), read?.revision),
        ),
      );

      expect(put.filter(Boolean)).toHaveLength(1);
    });

    it('keep their baseline to the last digit', async () => {
      const { catalog } = await open();
      await catalog.putProduct(product('SKU1', { baselineUnitsPerHour: 0.1 + 0.2 }));

      expect((await catalog.product('SKU1'))?.baselineUnitsPerHour).toBe(0.1 + 0.2);
    });

    it('are read many at a time, without missing ones', async () => {
      const { catalog } = await open();
      const ids = Array.from({ length: 101 }, (_, number) => `SKU${number}`);
      for (const id of ids) await catalog.putProduct(product(id));

      const found = await catalog.productsToChange(['NONE', ...ids]);

      expect(found.map((each) => each.productId).sort()).toEqual([...ids].sort());
      expect(found).toContainEqual(await catalog.productToChange('SKU100'));
    });

    it('are listed without the policies', async () => {
      const { catalog } = await open();
      await catalog.putPolicy(terms('default'));
      for (const id of ['SKU1', 'SKU2']) await catalog.putProduct(product(id));

      const listed = await all(catalog.products());

      expect(listed.sort(ascending(({ productId }) => productId))).toEqual([
        product('SKU1'),
        product('SKU2'),
      ]);
    });
  });

  describe('policies', () => {
    it('are unknown until they are put', async () => {
      const { catalog } = await open();

      expect(await catalog.policy('default')).toBeUndefined();
      expect(await catalog.policyVersion('default', 1)).toBeUndefined();
      expect(await catalog.policies()).toEqual([]);
    });

    it('start at version 1, live', async () => {
      const { catalog } = await open();
      const inForce = { ...terms('default'), version: 1, mode: 'live' };

      expect(await catalog.putPolicy(terms('default'))).toEqual(inForce);
      expect(await catalog.policy('default')).toEqual(inForce);
    });

    it('keep every version as it was put', async () => {
      const { catalog } = await open();
      await catalog.putPolicy(terms('default', 30));

      expect(await catalog.putPolicy(terms('default', 60))).toMatchObject({ version: 2 });
      expect(await catalog.policyVersion('default', 1)).toEqual(terms('default', 30));
      expect(await catalog.policyVersion('default', 2)).toEqual(terms('default', 60));
      expect(await catalog.policy('default')).toMatchObject({ version: 2, repriceAfterMinutes: 60 });
    });

    it('list who created each version, newest first', async () => {
      const { catalog } = await open();
      const note = { by: 'eva', approvedBy: 'dana', putAt: at(1), why: 'wider band', draftId: 'd1' };
      await catalog.putPolicy(terms('default', 30));
      await catalog.putPolicy(terms('default', 60), note);

      expect(await catalog.policyVersions('default')).toEqual([{ version: 2, ...note }, { version: 1 }]);
      expect(await catalog.policyVersions('other')).toEqual([]);
    });

    it('are put only if the version they are based on is in force', async () => {
      const { catalog } = await open();

      expect(await catalog.putPolicy(terms('default', 30), {}, 1)).toBeUndefined();
      expect(await catalog.putPolicy(terms('default', 30), {}, 0)).toMatchObject({ version: 1 });
      expect(await catalog.putPolicy(terms('default', 60), {}, 0)).toBeUndefined();
      expect(await catalog.putPolicy(terms('default', 60), {}, 1)).toMatchObject({ version: 2 });
      expect(await catalog.policyVersions('default')).toEqual([{ version: 2 }, { version: 1 }]);
    });

    it('are put on a version once, with concurrent callers', async () => {
      const { catalog } = await open();
      await catalog.putPolicy(terms('default', 30));

      const put = await Promise.all(
        Array.from({ length: 20 }, () => catalog.putPolicy(terms('default', 60), {}, 1)),
      );

      expect(put.filter((policy) => policy !== undefined)).toHaveLength(1);
    });

    it('keep their mode over versions', async () => {
      const { catalog } = await open();
      await catalog.putPolicy(terms('default'));
      await catalog.setMode('default', 'paused');

      expect(await catalog.putPolicy(terms('default', 60))).toMatchObject({ mode: 'paused' });
      expect(await catalog.policy('default')).toMatchObject({ version: 2, mode: 'paused' });
    });

    it('skip the number of a version whose caller died before it came in force', async () => {
      const { catalog, leaveVersion } = await open();
      await catalog.putPolicy(terms('default', 30));
      await leaveVersion(2, terms('default', 99));

      expect(await catalog.policy('default')).toMatchObject({ version: 1, repriceAfterMinutes: 30 });
      expect(await catalog.putPolicy(terms('default', 60))).toMatchObject({ version: 3 });
      expect(await catalog.policyVersion('default', 2)).toEqual(terms('default', 99));
      expect(await catalog.policy('default')).toMatchObject({ version: 3, repriceAfterMinutes: 60 });
    });

    it('are numbered beyond nine', async () => {
      const { catalog } = await open();
      for (let version = 1; version <= 11; version += 1)
        expect(await catalog.putPolicy(terms('default', version))).toMatchObject({ version });
    });

    it('change their mode without a new version', async () => {
      const { catalog } = await open();
      await catalog.putPolicy(terms('default'));

      expect(await catalog.setMode('default', 'shadow')).toBe(true);
      expect(await catalog.policy('default')).toEqual({ ...terms('default'), version: 1, mode: 'shadow' });
    });

    it('have no mode before there is a version', async () => {
      const { catalog } = await open();

      expect(await catalog.setMode('default', 'paused')).toBe(false);
      expect(await catalog.policy('default')).toBeUndefined();
    });

    it('are listed with the version in force', async () => {
      const { catalog } = await open();
      await catalog.putPolicy(terms('a', 10));
      await catalog.putPolicy(terms('a', 20));
      await catalog.putPolicy(terms('b', 30));

      const listed = (await catalog.policies()).map((each) => [each.policyId, each.version]).sort();

      expect(listed).toEqual([
        ['a', 2],
        ['b', 1],
      ]);
    });
  });

  describe('a mode that was set', () => {
    const trip = (minutes: number): Trip => ({
      at: at(minutes),
      why: '6 of 10 moved',
      version: 1,
      moved: 6,
      active: 10,
      products: [{ productId: 'SKU1', from: 1_000, to: 500 }],
    });

    it('is known by its time, over versions too', async () => {
      const { catalog } = await open();
      await catalog.putPolicy(terms('default'));

      await catalog.setMode('default', 'live', { at: at(1) });

      expect(await catalog.policy('default')).toMatchObject({ mode: 'live', modeSince: at(1) });
      expect(await catalog.putPolicy(terms('default', 60))).toMatchObject({ version: 2, modeSince: at(1) });
      expect(await catalog.policies()).toMatchObject([{ version: 2, modeSince: at(1) }]);
    });

    it('has no trip of a breaker if a person set it', async () => {
      const { catalog } = await open();
      await catalog.putPolicy(terms('default'));
      await catalog.setMode('default', 'paused', { at: at(1) });

      expect(await catalog.trip('default')).toBeUndefined();
      expect(await catalog.trip('none')).toBeUndefined();
    });

    it('by a trip is kept with it, and the trip outlives the resumption', async () => {
      const { catalog } = await open();
      await catalog.putPolicy(terms('default'));

      expect(await catalog.setMode('default', 'paused', { trip: trip(2), liveSince: undefined })).toBe(true);

      expect(await catalog.policy('default')).toEqual({
        ...terms('default'),
        version: 1,
        mode: 'paused',
        modeSince: at(2),
      });
      expect(await catalog.trip('default')).toEqual(trip(2));
      await catalog.setMode('default', 'live', { at: at(3) });
      expect(await catalog.policy('default')).toMatchObject({ mode: 'live', modeSince: at(3) });
      expect(await catalog.trip('default')).toEqual(trip(2));
    });

    it.each(['paused', 'shadow'] as const)('is not changed by a trip if it is %s', async (mode) => {
      const { catalog } = await open();
      await catalog.putPolicy(terms('default'));
      await catalog.setMode('default', mode);

      expect(await catalog.setMode('default', 'paused', { trip: trip(2), liveSince: undefined })).toBe(false);

      expect(await catalog.policy('default')).toMatchObject({ mode });
      expect(await catalog.trip('default')).toBeUndefined();
    });

    it.each([undefined, at(0)])(
      'is not changed by a trip that was counted before the mode was set, since %s',
      async (seen) => {
        const { catalog } = await open();
        await catalog.putPolicy(terms('default'));
        await catalog.setMode('default', 'live', { at: at(1) });

        expect(await catalog.setMode('default', 'paused', { trip: trip(2), liveSince: seen })).toBe(false);

        expect(await catalog.policy('default')).toMatchObject({ mode: 'live', modeSince: at(1) });
        expect(await catalog.setMode('default', 'paused', { trip: trip(2), liveSince: at(1) })).toBe(true);
      },
    );

    it('is not set by a trip where there is no policy', async () => {
      const { catalog } = await open();

      expect(await catalog.setMode('none', 'paused', { trip: trip(2), liveSince: undefined })).toBe(false);
      expect(await catalog.policy('none')).toBeUndefined();
    });
  });

  describe('the health of models', () => {
    const health = (model: string, soldUnits: number) => ({
      model,
      products: 3,
      soldUnits,
      expectedUnits: 2.5,
      at: at(0),
    });

    it('is empty before it is put', async () => {
      const { catalog } = await open();

      expect(await catalog.modelHealth()).toEqual([]);
    });

    it('is the last value put, as a whole', async () => {
      const { catalog } = await open();
      await catalog.putModelHealth([health('a@1', 1), health('b@1', 2)]);
      await catalog.modelHealth();

      await catalog.putModelHealth([health('b@1', 3)]);

      expect(await catalog.modelHealth()).toEqual([health('b@1', 3)]);
    });

    it('can be empty again', async () => {
      const { catalog } = await open();
      await catalog.putModelHealth([health('a@1', 1)]);

      await catalog.putModelHealth([]);

      expect(await catalog.modelHealth()).toEqual([]);
    });

    it('is neither a product nor a policy', async () => {
      const { catalog } = await open();
      await catalog.putModelHealth([health('a@1', 1)]);

      expect(await all(catalog.products())).toEqual([]);
      expect(await catalog.policies()).toEqual([]);
    });
  });
}
