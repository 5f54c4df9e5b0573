import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { verifyLines } from '../../../compliance/audit/verify-lines.ts';
import { DAY_MS, shift } from '../../../domain/values/time.ts';
import { note } from '../../contract/audit-log.contract.ts';
import { NOW } from '../domain/make.ts';
import { type Desk, desk } from './desk.ts';
import { checkedApi } from './support.ts';

const DAY = NOW.slice(0, 10);

async function written(): Promise<Desk> {
  const shop = desk();
  await shop.deps.audit.append(note('a', { productId: 'SKU1', guardrail: 'review-jump' }));
  await shop.deps.audit.append(note('b', { by: 'cleo' }));
  shop.later(24 * 60);
  await shop.deps.audit.append(note('c', { action: 'policy.approve', details: { why: '=1+1' } }));
  return shop;
}

const fileOf = async ({ deps }: Desk, query: string): Promise<{ text: string; headers: Headers }> => {
  const answer = await checkedApi(deps).request(`/audit/export${query}`, {
    headers: { 'x-pricewire-person': 'finn', 'x-pricewire-client': 'console' },
  });
  return { text: await answer.text(), headers: answer.headers };
};
const lines = (text: string): string[] => text.split(/(?<=\n)/);

describe('the audit log', () => {
  it('is shown newest first, a page at a time', async () => {
    const { as } = await written();
    const first = (await as('finn', 'GET', '/audit?limit=2')).body;
    const second = (await as('finn', 'GET', `/audit?limit=2&cursor=${first.next}`)).body;

    expect([...first.entries, ...second.entries].map(({ subject }) => subject.id)).toEqual(['c', 'b', 'a']);
    expect(second.next).toBeUndefined();
  });

  it.each([
    ['by=cleo', ['b']],
    ['product=SKU1', ['a']],
    ['guardrail=review-jump', ['a']],
    ['action=policy.approve', ['c']],
    ['action=review.', ['b', 'a']],
    [`since=${shift(NOW, DAY_MS)}`, ['c']],
    [`until=${NOW}`, ['b', 'a']],
  ])('can be filtered by %s', async (filter, expected) => {
    const { as } = await written();

    const { entries } = (await as('finn', 'GET', `/audit?${filter}`)).body;

    expect(entries.map(({ subject }: { subject: { id: string } }) => subject.id)).toEqual(expected);
  });

  it('tells its days, with the signature of each', async () => {
    const { days } = (await (await written()).as('finn', 'GET', '/audit/days')).body;

    expect(days).toMatchObject([
      { day: shift(NOW, DAY_MS).slice(0, 10), seq: 1, closed: false },
      { day: DAY, seq: 2, closed: true, signature: expect.any(String), publicKey: expect.any(String) },
    ]);
  });

  it('tells the newest days first, as many as are asked for', async () => {
    const { days } = (await (await written()).as('finn', 'GET', '/audit/days?limit=1')).body;

    expect(days).toMatchObject([{ seq: 1, closed: false }]);
  });

  it('says that it is right, as a whole and by day', async () => {
    const { as } = await written();

    expect((await as('finn', 'GET', '/audit/verify')).body).toEqual({ ok: true, entries: 3 });
    expect((await as('finn', 'GET', `/audit/verify?day=${DAY}`)).body).toEqual({ ok: true, entries: 2 });
  });

  it('says where it is wrong', async () => {
    const { as, deps } = await written();
    const { entriesOf } = deps.audit;
    deps.audit.entriesOf = async function* (day) {
      for await (const entry of entriesOf(day))
        yield entry.subject.id === 'b' ? { ...entry, by: 'eve' } : entry;
    };

    expect((await as('finn', 'GET', '/audit/verify')).body).toEqual({
      ok: false,
      entries: 1,
      problem: `entry ${DAY}/2 was changed: its hash does not match`,
    });
  });

  it.each([
    [undefined, false],
    [30, false],
    [1, true],
  ])('misses entries that are gone before their time (retention %s days)', async (retentionDays, ok) => {
    const { as, deps, later } = await written();
    later(3 * 24 * 60);
    const { chain } = deps.audit;
    deps.audit.retentionDays = retentionDays;
    deps.audit.chain = async function* () {
      for await (const day of chain()) yield { ...day, forgotten: day.head.day === DAY };
    };

    expect((await as('finn', 'GET', '/audit/verify')).body.ok).toBe(ok);
  });

  it('is exported so that it can be verified without us, and that is written down', async () => {
    const shop = await written();

    const { text, headers } = await fileOf(shop, '');

    expect(headers.get('content-disposition')).toBe('attachment; filename="audit.jsonl"');
    expect(await verifyLines(lines(text), [shop.deps.audit.signer.publicKey])).toMatchObject({
      ok: true,
      entries: 4,
      days: 2,
    });
    expect(shop.shop.audited.at(-1)).toBe('finn export-audit audit export');
  });

  it('is exported for one person, with the entries of others sealed', async () => {
    const { text } = await fileOf(await written(), '?by=ben');

    expect(await verifyLines(lines(text))).toMatchObject({ ok: true, entries: 2, sealed: 2 });
    expect(text).not.toContain('cleo');
  });

  it('is exported for spreadsheets, in which nothing is run', async () => {
    const { text } = await fileOf(await written(), '?format=csv&action=policy.approve');

    const [row] = parse(text, { columns: true }) as Record<string, string>[];
    expect(row).toMatchObject({
      by: 'ben',
      action: 'policy.approve',
      subjectId: 'c',
      details: '{"why":"=1+1"}',
    });
    const shop = await written();
    await shop.deps.audit.append(note('=cmd()', { by: '=cmd()' }));
    expect((await fileOf(shop, '?format=csv&by==cmd()')).text).toContain("'=cmd()");
  });

  it.each(['since=then', 'since=2026-11-23T00:00:00Z&until=2026-11-22T00:00:00Z', 'who=ben', 'cursor=x'])(
    'refuses %s',
    async (query) => {
      expect((await desk().as('finn', 'GET', `/audit?${query}`)).status).toBe(400);
    },
  );
});
