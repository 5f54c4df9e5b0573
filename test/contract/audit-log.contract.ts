import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type AuditLog, auditLog } from '../../adapters/audit-log.ts';
import { signerOf } from '../../adapters/audit-signer.ts';
import type { AuditStore } from '../../adapters/audit-store.ts';
import type { AuditNote } from '../../domain/audit.ts';
import { exportLines } from '../../tasks/audit/export-lines.ts';
import { verifyLines } from '../../tasks/audit/verify-lines.ts';
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

/** What every audit log must do, whatever its store. `open` makes an empty one. */
export function auditLogContract(open: () => Promise<AuditStore>): void {
  /** Logs that share the store, each with a clock of its own. */
  async function logs(...days: string[]): Promise<{ log: AuditLog; go(day: string): void }[]> {
    const store = await open();
    return days.map((first) => {
      let day = first;
      const log = auditLog({ store, signer, clock: () => noon(day), retentionDays: 30 });
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

  it('is empty and right at first', async () => {
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

  it('never forks: many writers make one chain', async () => {
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

  it('goes on where a writer died between closing a day and beginning the next', async () => {
    const store = await open();
    const clock = { day: DAY };
    const log = (over: AuditStore) => auditLog({ store: over, signer, clock: () => noon(clock.day) });
    await log(store).append(note('a'));
    clock.day = NEXT;
    const dying: AuditStore = { ...store, noteDay: () => Promise.reject(new Error('died')) };
    await expect(log(dying).append(note('b'))).rejects.toThrow('died');

    clock.day = '2026-11-28';
    await log(store).append(note('c'));

    expect(await placesOf(log(store))).toEqual(['2026-11-28/1 c', `${DAY}/1 a`]);
    expect(await verifyLines(lines(log(store)))).toMatchObject({ ok: true, entries: 2, days: 2 });
  });

  it('is read newest first, on from any place', async () => {
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

  it('refuses a note that is a document', async () => {
    const { log } = await one();

    await expect(log.append(note('a', { details: { text: 'x'.repeat(65_536) } }))).rejects.toThrow(
      RangeError,
    );
    expect(await all(log.newest({}))).toEqual([]);
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

    it('leaves days that are not over, and younger ones', async () => {
      const { log, go } = await one();
      await log.append(note('a'));
      go('2026-12-27');

      expect(await log.forget()).toBe(0);
    });
  });
}
