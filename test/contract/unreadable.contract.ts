import { describe, expect, it } from 'vitest';
import type { AuditAnchors } from '../../adapters/audit-anchor.ts';
import type { AuditStore } from '../../adapters/audit-store.ts';
import type { Catalog } from '../../adapters/catalog.ts';
import type { KeptNotes } from '../../adapters/kept-notes.ts';
import type { Ledger } from '../../adapters/ledger.ts';
import type { Orders } from '../../adapters/orders.ts';
import type { PolicyDrafts } from '../../adapters/policy-drafts.ts';
import type { PriceStates } from '../../adapters/price-state.ts';
import type { Reviews } from '../../adapters/reviews.ts';
import { FORMAT } from '../../adapters/stored-item.ts';
import { type AuditEntry, FIRST_HASH } from '../../domain/people/audit.ts';
import { Product } from '../../domain/product/product.ts';
import { UnreadableItem } from '../../domain/values/errors.ts';
import { note } from './audit-log.contract.ts';
import { draft } from './drafts.contract.ts';
import { rollbackOrder } from './orders.contract.ts';
import { rejection } from './reviews.contract.ts';
import { all, at, challengeOn, committing, evidenceOn, opening, terms } from './samples.ts';

/** The ways in which an item can be unreadable. */
const FLAWS = ['broken', 'newer'] as const;
export type Flaw = (typeof FLAWS)[number];

export interface SpoiltStores {
  priceStates: PriceStates;
  ledger: Ledger;
  catalog: Catalog;
  drafts: PolicyDrafts;
  reviews: Reviews;
  audit: AuditStore;
  anchors: AuditAnchors;
  kept: KeptNotes;
  orders: Orders;
  /** Makes an item unreadable. */
  spoil: Record<
    | 'priceState'
    | 'row'
    | 'evidence'
    | 'challenge'
    | 'product'
    | 'policy'
    | 'policyNote'
    | 'draft'
    | 'reviewStep'
    | 'auditLine'
    | 'anchor'
    | 'keptNote'
    | 'order',
    (id: string, flaw: Flaw) => Promise<void>
  >;
  /** All items reported so far. */
  reported: UnreadableItem[];
}

/** The message for an item in the next format. */
export const NEWER_FORMAT = `written in format ${FORMAT + 1}, this version reads up to ${FORMAT}: update Pricewire`;

const SAYS: Record<Flaw, RegExp> = {
  broken: /^table \S+, key .+: .+/,
  newer: new RegExp(`^table \\S+, key .+: ${NEWER_FORMAT}$`),
};

/** Contract of every store for items that it can't read. `open` creates empty stores. */
export function unreadableContract(open: () => Promise<SpoiltStores>): void {
  describe.each(FLAWS)('an item that is %s', (flaw) => {
    const unreadable = (id: string) =>
      expect.objectContaining({
        name: 'UnreadableItem',
        message: expect.stringMatching(SAYS[flaw]),
        key: expect.toSatisfy((key: Record<string, string>) => JSON.stringify(key).includes(id)),
      });

    /** Reads by key throw it; scans leave it out and report it. */
    async function expectRefused(id: string, reads: (() => Promise<unknown>)[]): Promise<void> {
      for (const read of reads) await expect(read()).rejects.toThrow(unreadable(id));
    }
    async function expectSkipped(
      id: string,
      walks: ((skipped: (item: UnreadableItem) => void) => Promise<unknown[]>)[],
    ): Promise<void> {
      for (const walk of walks) {
        const skipped: UnreadableItem[] = [];
        const found = await walk((item) => skipped.push(item));
        expect(JSON.stringify(found)).toContain('GOOD');
        expect(JSON.stringify(found)).not.toContain(id);
        expect(skipped).toEqual([unreadable(id)]);
      }
    }

    it('is refused by name as a price state, and left out of every scan', async () => {
      const { priceStates, spoil } = await open();
      for (const productId of ['BAD', 'GOOD'])
        await priceStates.commit(committing(1, 'e1', { productId }), 'e1');
      await spoil.priceState('BAD', flaw);

      await expectRefused('BAD', [
        () => priceStates.read('BAD'),
        ...(flaw === 'newer' ? [() => priceStates.readPrices(['GOOD', 'BAD'])] : []),
      ]);
      await expectSkipped('BAD', [
        (skipped) => all(priceStates.all(skipped)),
        (skipped) => all(priceStates.unsettled(skipped)),
        ...(flaw === 'newer'
          ? [
              (skipped: (item: UnreadableItem) => void) => all(priceStates.due(at(60), skipped)),
              (skipped: (item: UnreadableItem) => void) => all(priceStates.prices(skipped)),
              (skipped: (item: UnreadableItem) => void) => priceStates.readPrices(['GOOD', 'BAD'], skipped),
            ]
          : []),
      ]);
      expect(await priceStates.count()).toBe(2);
    });

    it('is refused by name as a row, evidence or a challenge of the ledger, and left out of scans', async () => {
      const { ledger, spoil } = await open();
      for (const eventId of ['BAD', 'GOOD']) {
        await ledger.open(opening(eventId));
        await ledger.putEvidence(evidenceOn(eventId, 1));
        await ledger.putChallenge(challengeOn(eventId, 1, 5));
      }
      await spoil.row('BAD', flaw);
      await spoil.evidence('BAD', flaw);
      await spoil.challenge('BAD', flaw);
      const decisions = ['GOOD', 'BAD'].map((eventId) => ({ eventId, context: 1 }));

      await expectRefused('BAD', [
        () => ledger.read('BAD'),
        () => ledger.open(opening('BAD', { execution: 'run-2' })),
        () => ledger.readMany(['GOOD', 'BAD']),
        () => ledger.readEvidence('BAD'),
        () => ledger.putEvidence(evidenceOn('BAD', 1)),
        () => ledger.evidences(decisions),
        ...(flaw === 'newer' ? [() => ledger.decidedPrices(decisions)] : []),
      ]);
      expect(await ledger.withRow(['GOOD', 'BAD', 'NONE'])).toEqual(new Set(['GOOD', 'BAD']));
      await expectSkipped('BAD', [
        (skipped) => ledger.readMany(['GOOD', 'BAD'], skipped),
        (skipped) => ledger.evidences(decisions, skipped),
        (skipped) => all(ledger.challenges({ since: at(0), until: at(60) }, skipped)),
        ...(flaw === 'newer'
          ? [(skipped: (item: UnreadableItem) => void) => ledger.decidedPrices(decisions, skipped)]
          : []),
      ]);
    });

    it('is refused by name as a product or a policy, and left out of the lists', async () => {
      const { catalog, spoil } = await open();
      for (const id of ['BAD', 'GOOD']) {
        await catalog.putProduct(productOf(id));
        await catalog.putPolicy(terms(id));
      }
      await spoil.product('BAD', flaw);
      await spoil.policy('BAD', flaw);

      await expectRefused('BAD', [
        () => catalog.product('BAD'),
        () => catalog.policy('BAD'),
        () => catalog.putPolicy(terms('BAD')),
      ]);
      await expectSkipped('BAD', [
        (skipped) => all(catalog.products(skipped)),
        (skipped) => catalog.policies(skipped),
      ]);
    });

    it('is named as the note of a version, which is listed without it', async () => {
      const { catalog, spoil } = await open();
      await catalog.putPolicy(terms('1'), { by: 'ann' });
      await spoil.policyNote('1', flaw);
      const skipped: UnreadableItem[] = [];

      expect(await catalog.policyVersions('1', (item) => skipped.push(item))).toEqual([{ version: 1 }]);
      expect(skipped).toEqual([unreadable('1')]);
    });

    it('is refused by name as a draft, a step of a review or a line of the audit log', async () => {
      const { drafts, reviews, audit, spoil } = await open();
      for (const draftId of ['BAD', 'GOOD']) await drafts.put(draft(draftId));
      for (const reviewId of ['BAD', 'GOOD'])
        await reviews.add(reviewId, {
          kind: 'opened',
          seq: 1,
          by: 'x',
          at: at(0),
          rejection: rejection(reviewId),
        });
      for (const [at, action] of ['BAD', 'GOOD'].entries())
        await audit.put(DAY, at + 1, { entry: entryOf(action, at + 1) });
      await spoil.draft('BAD', flaw);
      await spoil.reviewStep('BAD', flaw);
      await spoil.auditLine('1', flaw);

      await expectRefused('BAD', [
        () => drafts.read('BAD'),
        () => reviews.review('BAD'),
        () => reviews.steps('BAD'),
      ]);
      await expectRefused('1', [() => all(audit.lines(DAY))]);
      await expectSkipped('BAD', [(skipped) => drafts.list(skipped)]);
      await expectSkipped('1"', [
        async (skipped) =>
          (await all(audit.lines(DAY, { skipped }))).map((line) =>
            'entry' in line ? [line.entry.action] : [],
          ),
      ]);
    });

    it('is refused by name as an order, and left out of many', async () => {
      const { orders, spoil } = await open();
      for (const orderId of ['BAD', 'GOOD']) await orders.put(rollbackOrder({ orderId }));
      await spoil.order('BAD', flaw);

      await expectRefused('BAD', [() => orders.read('BAD'), () => orders.readMany(['GOOD', 'BAD'])]);
      await expectSkipped('BAD', [(skipped) => orders.readMany(['GOOD', 'BAD'], skipped)]);
    });

    it('is refused by name as the count of the audit log, and left out of the notes that wait for it', async () => {
      const { anchors, kept, spoil, reported } = await open();
      await anchors.begin(ANCHOR);
      for (const at of ['BAD', 'GOOD']) await kept.keep(note(at), at);
      const [bad] = await all(kept.all());
      await spoil.anchor('anchor', flaw);
      await spoil.keptNote(bad?.key ?? '', flaw);

      expect((await all(kept.all())).map(({ note }) => note.subject.id)).toEqual(['GOOD']);
      expect(reported).toEqual([unreadable('BAD')]);
      await expectRefused('anchor', [() => anchors.read()]);
    });

    it('is also reported if the caller passes no handler', async () => {
      const { priceStates, spoil, reported } = await open();
      await priceStates.commit(committing(1, 'e1', { productId: 'BAD' }), 'e1');
      await spoil.priceState('BAD', flaw);

      expect(await all(priceStates.all())).toEqual([]);

      expect(reported).toEqual([unreadable('BAD')]);
    });
  });

  it('a broken product may be replaced, one in a newer format may not', async () => {
    const { catalog, spoil } = await open();
    for (const id of ['A', 'B']) await catalog.putProduct(productOf(id));
    await spoil.product('A', 'broken');
    await spoil.product('B', 'newer');

    const broken = await catalog.productToChange('A');
    expect(broken?.product).toBeUndefined();
    expect(await catalog.putProduct(productOf('A'), broken?.revision)).toBe(true);

    expect(await catalog.product('A')).toEqual(productOf('A'));
    expect(await catalog.putProduct(productOf('B'))).toBe(false);
    await expect(catalog.productToChange('B')).rejects.toThrow(UnreadableItem);
    await expect(catalog.product('B')).rejects.toThrow(UnreadableItem);
  });
}

const productOf = (productId: string): Product =>
  Product.parse({ productId, name: 'x', category: 'x', currency: 'EUR', listPrice: 990 });

const DAY = '2026-11-22';

const ANCHOR = { count: 1, day: DAY, seq: 1, hash: FIRST_HASH, signature: 'c2ln', publicKey: 'a2V5' };

const entryOf = (action: string, seq: number): AuditEntry => ({
  by: 'eva',
  client: 'cli',
  action,
  subject: { kind: 'x', id: 'x' },
  details: {},
  day: DAY,
  seq,
  at: at(0),
  previous: FIRST_HASH,
  hash: FIRST_HASH,
});
