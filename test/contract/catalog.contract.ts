import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../adapters/catalog.ts';
import type { PolicyTerms } from '../../domain/policy.ts';
import { all, at, product, terms } from './samples.ts';

/** A catalog with a way to leave a version as a caller does that dies before it puts the version in force. */
export interface OpenCatalog {
  catalog: Catalog;
  leaveVersion(version: number, terms: PolicyTerms): Promise<void>;
}

/** What every catalog must do. `open` makes an empty one. */
export function catalogContract(open: () => Promise<OpenCatalog>): void {
  describe('products', () => {
    it('are unknown until they are put', async () => {
      const { catalog } = await open();

      expect(await catalog.product('SKU1')).toBeUndefined();
    });

    it('are put new and changed, and the one before is answered', async () => {
      const { catalog } = await open();
      const retired = product('SKU1', { status: 'retired' });

      expect(await catalog.putProduct(product())).toBeUndefined();
      expect(await catalog.putProduct(retired)).toEqual(product());
      expect(await catalog.product('SKU1')).toEqual(retired);
    });

    it('keep their baseline to the last digit', async () => {
      const { catalog } = await open();
      await catalog.putProduct(product('SKU1', { baselineUnitsPerHour: 0.1 + 0.2 }));

      expect((await catalog.product('SKU1'))?.baselineUnitsPerHour).toBe(0.1 + 0.2);
    });

    it('are listed without the policies', async () => {
      const { catalog } = await open();
      await catalog.putPolicy(terms('default'));
      for (const id of ['SKU1', 'SKU2']) await catalog.putProduct(product(id));

      const listed = await all(catalog.products());

      expect(listed.sort((a, b) => (a.productId < b.productId ? -1 : 1))).toEqual([
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

    it('keep their mode over versions', async () => {
      const { catalog } = await open();
      await catalog.putPolicy(terms('default'));
      await catalog.setMode('default', 'paused');

      expect(await catalog.putPolicy(terms('default', 60))).toMatchObject({ mode: 'paused' });
      expect(await catalog.policy('default')).toMatchObject({ version: 2, mode: 'paused' });
    });

    it('pass over a number that a caller left behind who died before the version came in force', async () => {
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

  describe('the health of models', () => {
    const health = (model: string, soldUnits: number) => ({
      model,
      products: 3,
      soldUnits,
      expectedUnits: 2.5,
      at: at(0),
    });

    it('is that of none before it is put', async () => {
      const { catalog } = await open();

      expect(await catalog.modelHealth()).toEqual([]);
    });

    it('is what was put last, as a whole', async () => {
      const { catalog } = await open();
      await catalog.putModelHealth([health('a@1', 1), health('b@1', 2)]);
      await catalog.modelHealth();

      await catalog.putModelHealth([health('b@1', 3)]);

      expect(await catalog.modelHealth()).toEqual([health('b@1', 3)]);
    });

    it('can be that of none again', async () => {
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
