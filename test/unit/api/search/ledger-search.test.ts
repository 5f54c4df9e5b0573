import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventFilter } from '../../../../api/routes/search.ts';
import { allMatches, type EventSearch } from '../../../../api/search/event-search.ts';
import { ledgerSearch } from '../../../../api/search/ledger-search.ts';
import type { LedgerRow } from '../../../../domain/record/ledger.ts';
import { shift } from '../../../../domain/values/time.ts';
import { memoryLedger } from '../../../fakes/memory-ledger.ts';
import { NOW } from '../../domain/make.ts';
import { decidedOn, decidedRow, evidenceOf, row } from './make.ts';

const searchOver = (rows: LedgerRow[], rowsAPage?: number): EventSearch =>
  ledgerSearch({
    ledger: memoryLedger({
      rows: Object.fromEntries(rows.map((each) => [each.eventId, each])),
      evidence: Object.fromEntries(
        rows.flatMap(({ eventId, revision }) =>
          revision === undefined ? [] : [[`${eventId}#1`, evidenceOf(eventId)]],
        ),
      ),
    }),
    priceStates: decidedOn(() => rows),
    clock: () => NOW,
    ...(rowsAPage === undefined ? {} : { rowsAPage }),
  });

async function idsOf(search: EventSearch, filter: EventFilter, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await search.search(filter, { limit, cursor });
    expect(page.events.length).toBeLessThanOrEqual(limit);
    expect(page.looked.complete).toBe(page.next === undefined);
    ids.push(...page.events.map(({ eventId }) => eventId));
    cursor = page.next;
  } while (cursor !== undefined);
  return ids;
}

describe('a search by the indexes of the ledger', () => {
  const someRow = fc.record({
    agoMs: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 2e9 })),
    outcome: fc.constantFrom('priced', 'held', 'dead-lettered', 'superseded', 'open' as const),
    productId: fc.constantFrom('SKU1', 'SKU2'),
    openForMs: fc.constantFrom(20, 20, 5_000, 3_000_000),
  });

  it.each<EventFilter>([
    { outcome: ['dead-lettered'] },
    { outcome: ['held', 'superseded'], product: 'SKU1' },
    { outcome: ['dead-lettered', 'open'] },
    { guardrail: 'max-step' },
    { product: 'SKU2' },
    { since: shift(NOW, -1e9), until: shift(NOW, -30) },
    {},
  ])('finds each match of %j once, page by page, however small its pages are', async (filter) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(someRow, { minLength: 1, maxLength: 150 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 60 }),
        async (some, limit, rowsAPage) => {
          const rows = some.map(({ agoMs, outcome, productId, openForMs }, at) => {
            const make = outcome === 'priced' ? decidedRow : row;
            const acceptedAt = shift(NOW, -agoMs - openForMs);
            const ended = outcome === 'open' ? { outcome: undefined, closedAt: undefined } : { outcome };
            return make(`event-${at}`, agoMs, { ...ended, productId, acceptedAt } as Partial<LedgerRow>);
          });
          const wanted = rows.filter(
            (each) =>
              (filter.outcome?.includes(each.outcome ?? 'open') ?? true) &&
              (filter.product ?? each.productId) === each.productId &&
              (filter.guardrail === undefined || each.outcome === 'priced') &&
              (filter.since ?? '') <= each.acceptedAt &&
              each.acceptedAt <= (filter.until ?? NOW),
          );
          const found = await idsOf(searchOver(rows, rowsAPage), filter, limit);
          expect(found.toSorted()).toEqual(wanted.map(({ eventId }) => eventId).toSorted());
        },
      ),
      { numRuns: 40 },
    );
  });

  it('says how far it has looked, and goes on from there', async () => {
    const rows = Array.from({ length: 300 }, (_, at) => row(`event-${at}`, at * 1000));
    const search = searchOver(rows, 50);
    const first = await search.search({ reason: 'nowhere' }, { limit: 10 });
    expect(first).toMatchObject({ events: [], looked: { until: NOW, complete: false } });
    expect(first.looked.since < NOW).toBe(true);
    const second = await search.search({ reason: 'nowhere' }, { limit: 10, cursor: first.next });
    expect(second.looked.since < first.looked.since).toBe(true);
  });

  it('finds one event by its id, and open ones', async () => {
    const { outcome: _, closedAt: __, ...open } = row('open', 4_000);
    const search = searchOver([decidedRow('one', 0), open as LedgerRow]);
    expect(await idsOf(search, { event: 'one' }, 10)).toEqual(['one']);
    expect(await idsOf(search, { event: 'none' }, 10)).toEqual([]);
    expect(await idsOf(search, { outcome: ['open'] }, 10)).toEqual(['open']);
  });

  it('gives all matches out for an export', async () => {
    const search = searchOver(Array.from({ length: 2_500 }, (_, at) => row(`event-${at}`, at * 10)));
    let found = 0;
    for await (const batch of allMatches(search, { outcome: ['held'] })) found += batch.length;
    expect(found).toBe(2_500);
  });

  it('knows the feeds of the last days', async () => {
    const rows = Array.from({ length: 20 }, (_, at) =>
      row(`event-${at}`, at * 60_000, { outcome: at < 10 ? 'superseded' : 'priced' }),
    );
    const { facts, looked } = await searchOver(rows).feeds();
    expect(looked.complete).toBe(true);
    expect(facts).toMatchObject([{ productId: 'SKU1', events: 20, recent: { events: 20, superseded: 10 } }]);
  });
});
