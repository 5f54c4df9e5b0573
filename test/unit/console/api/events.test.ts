import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../../../domain/decision.ts';
import { type LedgerRow, Outcome } from '../../../../domain/ledger.ts';
import { shift } from '../../../../domain/time.ts';
import { NOW, on, proposal } from '../../domain/make.ts';
import { ask, shopWith } from './support.ts';

const ARN = 'arn:aws:states:us-east-1:000000000000:express:reprice:one:1';

/** A row closed `agoMs` before NOW. */
const row = (eventId: string, agoMs: number, changes: Partial<LedgerRow> = {}): LedgerRow => ({
  eventId,
  productId: 'SKU1',
  kind: 'inventory',
  acceptedAt: shift(NOW, -agoMs - 20),
  receivedAt: shift(NOW, -agoMs - 10),
  envelope: '{"id":"x"}',
  executions: [ARN],
  decisions: {},
  outcome: 'priced',
  closedAt: shift(NOW, -agoMs),
  sweeps: 0,
  ...changes,
});
const withRows = (rows: LedgerRow[], evidence = {}) =>
  shopWith({ ledger: { rows: Object.fromEntries(rows.map((each) => [each.eventId, each])), evidence } });
const idsOf = ({ body }: { body: { events: LedgerRow[] } }) => body.events.map(({ eventId }) => eventId);

describe('GET /events', () => {
  it('merges all outcomes, newest first, without the envelopes', async () => {
    const { api } = withRows([
      row('oldest', 3000),
      row('newest', 1000, { outcome: 'held' }),
      row('middle', 2000, { outcome: 'superseded' }),
    ]);
    const answer = await ask(api, '/events');
    expect(idsOf(answer)).toEqual(['newest', 'middle', 'oldest']);
    expect(answer.body.events[0]).not.toHaveProperty('envelope');
  });

  it('answers only rows of the product, and only of the outcome, that were asked for', async () => {
    const { api } = withRows([
      row('priced', 1000),
      row('held', 2000, { outcome: 'held' }),
      row('other', 3000, { productId: 'SKU2' }),
    ]);
    expect(idsOf(await ask(api, '/events?product=SKU1'))).toEqual(['priced', 'held']);
    expect(idsOf(await ask(api, '/events?product=SKU1&outcome=held'))).toEqual(['held']);
    expect(idsOf(await ask(api, '/events?outcome=priced'))).toEqual(['priced', 'other']);
  });

  it('answers the rows that have no outcome yet as open', async () => {
    const { outcome: _, closedAt: __, ...open } = row('open', 1000);
    const { api } = withRows([open as LedgerRow, row('closed', 500)]);
    expect(idsOf(await ask(api, '/events?outcome=open'))).toEqual(['open']);
    expect(idsOf(await ask(api, '/events?product=SKU1&outcome=open'))).toEqual(['open']);
  });

  it('answers only rows of the span that was asked for', async () => {
    const { api } = withRows([row('a', 1000), row('b', 2000), row('c', 3000)]);
    const span = `since=${shift(NOW, -2500)}&until=${shift(NOW, -1500)}`;
    expect(idsOf(await ask(api, `/events?${span}`))).toEqual(['b']);
  });

  it('refuses a span that ends before it begins, and a filter that there is not', async () => {
    const { api } = withRows([]);
    const span = `since=${NOW}&until=${shift(NOW, -1)}`;
    expect((await ask(api, `/events?${span}`)).status).toBe(400);
    expect((await ask(api, '/events?sku=1')).status).toBe(400);
    expect((await ask(api, '/events?outcome=lost')).body.detail).toContain('outcome: ');
  });

  it('finds exactly the newest rows of a long, uneven history, however they lie in the shards', async () => {
    const someRow = fc.record({
      agoMs: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 3e10 })),
      outcome: fc.constantFrom(...Outcome.options),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(someRow, { minLength: 300, maxLength: 900 }),
        fc.integer({ min: 1, max: 60 }),
        async (some, limit) => {
          const rows = some.map(({ agoMs, outcome }, at) => row(`event-${at}`, agoMs, { outcome }));
          const { api } = withRows(rows);
          const { body } = await ask(api, `/events?limit=${limit}`);
          const newest = rows
            .map(({ closedAt }) => closedAt)
            .sort((a = '', b = '') => (a > b ? -1 : a < b ? 1 : 0));
          expect(body.events.map(({ closedAt }: LedgerRow) => closedAt)).toEqual(newest.slice(0, limit));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('reads a small part of a ledger that holds far more than asked for', async () => {
    const { api, need } = withRows(Array.from({ length: 5000 }, (_, at) => row(`event-${at}`, at * 1000)));
    let read = 0;
    const { readMany } = need.ledger;
    need.ledger.readMany = (ids) => {
      read += ids.length;
      return readMany(ids);
    };
    expect(idsOf(await ask(api, '/events?limit=3'))).toEqual(['event-0', 'event-1', 'event-2']);
    expect(read).toBeLessThan(500);
  });
});

describe('GET /events/:id', () => {
  it('answers the row with its evidence', async () => {
    const decision = decide(on(), proposal(1_100));
    const { api } = withRows([row('one', 0)], {
      'one#1': { eventId: 'one', productId: 'SKU1', context: 1, proposal: proposal(1_100), decision },
    });
    const { body } = await ask(api, '/events/one');
    expect(body).toMatchObject({
      row: { eventId: 'one', envelope: '{"id":"x"}' },
      evidence: [{ context: 1, decision: { outcome: 'priced' }, proposal: { amount: 1_100 } }],
    });
  });

  it('names an event that the ledger does not have', async () => {
    const { api } = withRows([]);
    expect((await ask(api, '/events/none')).body.detail).toBe('the ledger has no event none');
    expect((await ask(api, '/events/none/trace')).status).toBe(404);
  });
});

describe('GET /events/:id/trace', () => {
  it('answers the trace of every execution, and names those that the log has lost', async () => {
    const { api, shop } = withRows([row('one', 0, { executions: [ARN, 'arn:lost'] })]);
    shop.records.push({
      id: '1',
      type: 'ExecutionStarted',
      details: {},
      previous_event_id: '0',
      event_timestamp: String(Date.parse(NOW)),
      execution_arn: ARN,
    });
    const { body } = await ask(api, '/events/one/trace');
    expect(body.executions).toMatchObject([{ executionArn: ARN, status: 'unfinished', startedAt: NOW }]);
    expect(body.missing).toEqual(['arn:lost']);
  });

  it('looks in the log from before the row was opened, since the execution began then', async () => {
    const { api, shop } = withRows([row('one', 0)]);
    await ask(api, '/events/one/trace');
    expect(shop.traceAsked?.arns).toEqual([ARN]);
    expect(shop.traceAsked?.since).toBe(shift(NOW, -10 - 5 * 60_000));
  });
});
