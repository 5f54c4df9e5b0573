import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { AuditAnchors } from '../../adapters/audit-anchor.ts';
import { type AuditLog, auditLog } from '../../adapters/audit-log.ts';
import { signerOf } from '../../adapters/audit-signer.ts';
import type { AuditStore } from '../../adapters/audit-store.ts';
import type { KeptNotes } from '../../adapters/kept-notes.ts';
import { exportLines } from '../../compliance/audit/export-lines.ts';
import { verifyLines } from '../../compliance/audit/verify-lines.ts';
import { verifyLog } from '../../compliance/audit/verify-log.ts';
import type { AuditNote } from '../../domain/people/audit.ts';
import { shift } from '../../domain/values/time.ts';
import { all } from './samples.ts';

const signer = signerOf(generateKeyPairSync('ed25519').privateKey);
const DAY = '2026-11-25';
const NEXT = '2026-11-26';
const noon = (day: string): string => `${day}T12:00:00.000Z`;

export const note = (subject: string, changes: Partial<AuditNote> = {}): AuditNote => ({
  by: 'ben',
  client: 'console',
  action: 'review.uphold',
  subject: { kind: 'review', id: subject },
  details: { reasonCode: 'price-wrong', text: 'Größe "XL" ≠ 1.50', amount: 0.1 + 0.2 },
  ...changes,
});

export interface AuditStores {
  store: AuditStore;
  anchors: AuditAnchors;
  kept: KeptNotes;
}

/** Contract of every audit log. `open` creates empty ones. */
export function auditLogContract(open: () => Promise<AuditStores>): void {
  /** Logs that share the store, each with its own clock. */
  async function logs(...days: string[]): Promise<{ log: AuditLog; go(day: string): void }[]> {
    const stores = await open();
    return days.map((first) => {
      let day = first;
      const log = auditLog({ ...stores, signer, clock: () => noon(day), retentionDays: 30 });
      const go = (to: string) => {
        day = to;
      };
      return { log, go };
    });
  }
  const one = async () => (await logs(DAY))[0] as Awaited<ReturnType<typeof logs>>[0];
  const lines = (log: AuditLog, filter = {}) => exportLines(log, filter, noon(NEXT));
  const placesOf = async (log: AuditLog, ...asked: Parameters<AuditLog['newest']> | []) =>
    (await all(log.newest(...((asked.length > 0 ? asked : [{}]) as Parameters<AuditLog['newest']>)))).map(
      ({ day, seq, subject }) => `${day}/${seq} ${subject.id}`,
    );

  it('is empty and valid at first', async () => {
    const { log } = await one();

    expect(await all(log.newest({}))).toEqual([]);
    expect(await all(log.days())).toEqual([]);
    expect(await verifyLines(lines(log))).toMatchObject({ ok: true, entries: 0, days: 0 });
  });

  it('keeps entries as they were written, each with the hash of the one before', async () => {
    const { log } = await one();

    const first = await log.append(note('a', { productId: 'SKU1', guardrail: 'review-jump' }));
    const second = await log.append(note('b'));

    expect(first).toMatchObject({ ...note('a'), day: DAY, seq: 1, at: noon(DAY), previous: '0'.repeat(64) });
    expect(second).toMatchObject({ seq: 2, previous: first.hash });
    expect(await all(log.newest({}))).toEqual([second, first]);
  });

  it('goes on from day to day, and signs the end of each', async () => {
    const { log, go } = await one();
    await log.append(note('a'));
    go(NEXT);
    await log.append(note('b'));

    const [today, before] = await all(log.days());

    expect(before).toMatchObject({ forgotten: false, head: { day: DAY, seq: 1, closed: true } });
    expect(today).toMatchObject({ forgotten: false, head: { day: NEXT, seq: 1, closed: false } });
    expect((await all(log.newest({})))[0]?.previous).toBe(before?.head.hash);
    expect(await verifyLines(lines(log))).toMatchObject({ ok: true, entries: 2, days: 2 });
  });

  it('never forks with many concurrent writers', async () => {
    const writers = await logs(...Array.from({ length: 8 }, () => DAY));

    await Promise.all(
      writers.flatMap(({ log }, at) => [0, 1, 2].map((each) => log.append(note(`${at}-${each}`)))),
    );

    const [{ log } = await one()] = writers;
    expect(await verifyLines(lines(log))).toMatchObject({ ok: true, entries: 24, days: 1 });
    expect(new Set((await all(log.newest({}))).map(({ subject }) => subject.id)).size).toBe(24);
  });

  it('never forks at midnight, when some clocks are late and some are early', async () => {
    const writers = await logs(DAY, NEXT, DAY, '2026-11-27', NEXT, DAY);
    const [{ log } = await one()] = writers;
    await log.append(note('first'));

    for (let round = 0; round < 3; round += 1)
      await Promise.all(writers.map(({ log }, at) => log.append(note(`${round}-${at}`))));

    expect(await verifyLines(lines(log))).toMatchObject({ ok: true, entries: 19 });
  });

  it('continues after a writer died between closing a day and starting the next', async () => {
    const { store, anchors, kept } = await open();
    const clock = { day: DAY };
    const log = (over: AuditStore) =>
      auditLog({ store: over, anchors, kept, signer, clock: () => noon(clock.day) });
    await log(store).append(note('a'));
    clock.day = NEXT;
    const dying: AuditStore = { ...store, noteDay: () => Promise.reject(new Error('died')) };
    await expect(log(dying).append(note('b'))).rejects.toThrow('died');

    clock.day = '2026-11-28';
    await log(store).append(note('c'));

    expect(await placesOf(log(store))).toEqual(['2026-11-28/1 c', `${DAY}/1 a`]);
    expect(await verifyLines(lines(log(store)))).toMatchObject({ ok: true, entries: 2, days: 2 });
  });

  it('is read newest first, from any position', async () => {
    const { log, go } = await one();
    for (const id of ['a', 'b', 'c']) await log.append(note(id));
    go(NEXT);
    for (const id of ['d', 'e']) await log.append(note(id));

    expect(await placesOf(log)).toEqual([
      `${NEXT}/2 e`,
      `${NEXT}/1 d`,
      `${DAY}/3 c`,
      `${DAY}/2 b`,
      `${DAY}/1 a`,
    ]);
    expect(await placesOf(log, {}, { day: NEXT, seq: 1 })).toEqual([
      `${DAY}/3 c`,
      `${DAY}/2 b`,
      `${DAY}/1 a`,
    ]);
    expect(await placesOf(log, {}, { day: DAY, seq: 2 })).toEqual([`${DAY}/1 a`]);
  });

  it('is filtered by time, person, action, product and guardrail', async () => {
    const { log, go } = await one();
    await log.append(note('a', { by: 'cleo', productId: 'SKU1' }));
    await log.append(note('b', { action: 'policy.approve', guardrail: 'max-step' }));
    go(NEXT);
    await log.append(note('c', { action: 'review.release' }));

    expect(await placesOf(log, { by: 'cleo' })).toEqual([`${DAY}/1 a`]);
    expect(await placesOf(log, { product: 'SKU1' })).toEqual([`${DAY}/1 a`]);
    expect(await placesOf(log, { guardrail: 'max-step' })).toEqual([`${DAY}/2 b`]);
    expect(await placesOf(log, { action: 'review.' })).toEqual([`${NEXT}/1 c`, `${DAY}/1 a`]);
    expect(await placesOf(log, { since: noon(NEXT) })).toEqual([`${NEXT}/1 c`]);
    expect(await placesOf(log, { until: noon(DAY) })).toEqual([`${DAY}/2 b`, `${DAY}/1 a`]);
  });

  it('refuses a note with large details', async () => {
    const { log } = await one();

    await expect(log.append(note('a', { details: { text: 'x'.repeat(65_536) } }))).rejects.toThrow(
      RangeError,
    );
    expect(await all(log.newest({}))).toEqual([]);
  });

  describe('its count', () => {
    it('is kept with every entry, over days and writers', async () => {
      const writers = await logs(DAY, DAY, NEXT);
      for (const { log } of writers) await log.append(note('a'));
      for (const { log } of writers) await log.append(note('b'));

      const [{ log } = await one()] = writers;
      expect(await log.anchor()).toMatchObject({ inPlace: true, anchor: { count: 6, day: NEXT } });
      expect(await verifyLog(log, noon(NEXT))).toEqual({ ok: true, entries: 6 });
    });

    it('still counts entries that were deleted after their retention', async () => {
      const { log, go } = await one();
      for (const id of ['a', 'b']) await log.append(note(id));
      go('2026-12-27');
      await log.append(note('c'));
      await log.forget();
      await log.append(note('d'));

      expect(await log.anchor()).toMatchObject({ inPlace: true, anchor: { count: 4 } });
      expect(await verifyLog(log, noon('2026-12-27'))).toEqual({ ok: true, entries: 2 });
    });

    it('does not accept a log that was emptied and started again', async () => {
      const { store, anchors, kept } = await open();
      const log = () => auditLog({ store, anchors, kept, signer, clock: () => noon(DAY) });
      await log().append(note('a'));
      for (const day of ['1970-01-01', DAY])
        for await (const _ of store.lines(day)) await store.forget(day, 1);
      for (const id of ['b', 'c', 'd']) await log().append(note(id));

      expect(await log().anchor()).toMatchObject({ inPlace: false, anchor: { count: 1 } });
      expect(await verifyLog(log(), noon(DAY))).toMatchObject({
        ok: false,
        problem: expect.stringMatching('counted'),
      });
    });

    it('is created once for a log without one', async () => {
      const { store, anchors, kept } = await open();
      const none: AuditAnchors = {
        read: async () => undefined,
        begin: async () => false,
        raise: async () => false,
      };
      const older = auditLog({ store, anchors: none, kept, signer, clock: () => noon(DAY) });
      for (const id of ['a', 'b']) await older.append(note(id));
      const log = auditLog({ store, anchors, kept, signer, clock: () => noon(DAY) });
      expect(await verifyLog(log, noon(DAY))).toMatchObject({
        ok: false,
        problem: expect.stringMatching('audit anchor'),
      });

      expect([await log.beginAnchor(), await log.beginAnchor()]).toEqual([true, false]);

      expect(await verifyLog(log, noon(DAY))).toEqual({ ok: true, entries: 2 });
    });
  });

  it('enters kept notes in their order, once', async () => {
    const stores = await open();
    let now = noon(DAY);
    const log = auditLog({ ...stores, signer, clock: () => now });
    await log.keep(note('a'));
    now = shift(now, 1_000);
    await log.keep(note('b'));

    expect([await log.enterKept(), await log.enterKept()]).toEqual([2, 0]);

    expect(await placesOf(log)).toEqual([`${DAY}/2 b`, `${DAY}/1 a`]);
  });

  it('keeps notes that it can not append', async () => {
    const stores = await open();
    const down: AuditStore = { ...stores.store, put: () => Promise.reject(new Error('down')) };
    const log = (store: AuditStore) => auditLog({ ...stores, store, signer, clock: () => noon(DAY) });
    await log(down).keep(note('a'));
    await expect(log(down).enterKept()).rejects.toThrow('down');

    expect(await log(stores.store).enterKept()).toBe(1);
  });

  describe('the retention', () => {
    it('deletes the entries of old days, and keeps their heads and the chain', async () => {
      const { log, go } = await one();
      for (const id of ['a', 'b']) await log.append(note(id));
      go('2026-12-20');
      await log.append(note('c'));
      go('2026-12-27');

      expect(await log.forget()).toBe(2);

      expect(await placesOf(log)).toEqual(['2026-12-20/1 c']);
      expect((await all(log.days())).map(({ head, forgotten }) => [head.day, head.seq, forgotten])).toEqual([
        ['2026-12-20', 1, false],
        [DAY, 2, true],
      ]);
      expect(await verifyLines(lines(log))).toMatchObject({ ok: true, entries: 1, forgotten: [DAY] });
    });

    it('keeps open days, and days within the retention', async () => {
      const { log, go } = await one();
      await log.append(note('a'));
      go('2026-12-27');

      expect(await log.forget()).toBe(0);
    });
  });
}
