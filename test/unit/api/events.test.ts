import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComparedStep } from '../../../api/routes/events.ts';
import { decide } from '../../../domain/decision/decision.ts';
import { type LedgerRow, Outcome } from '../../../domain/record/ledger.ts';
import type { TraceState } from '../../../domain/record/trace.ts';
import type { TraceEntry } from '../../../domain/record/trace-part.ts';
import { noState } from '../../../domain/state/price-state.ts';
import { DAY_MS, shift } from '../../../domain/values/time.ts';
import { NOW, on, proposal } from '../domain/make.ts';
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
const withRows = (rows: LedgerRow[], evidence = {}) => {
  const lastHeld = rows
    .filter(({ outcome }) => outcome === 'held')
    .map(({ closedAt = '' }) => closedAt)
    .sort();
  return shopWith({
    ledger: { rows: Object.fromEntries(rows.map((each) => [each.eventId, each])), evidence },
    states: { SKU1: { ...noState('SKU1'), decidedAt: lastHeld.at(-1) } },
  });
};
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
    expect(idsOf(await ask(api, '/events?outcome=held'))).toEqual(['held']);
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
          const foundAt = ({ outcome, acceptedAt, closedAt }: LedgerRow) =>
            outcome === 'held' ? acceptedAt : closedAt;
          const newest = rows.map(foundAt).sort((a = '', b = '') => (a > b ? -1 : a < b ? 1 : 0));
          expect(body.events.map(foundAt)).toEqual(newest.slice(0, limit));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('reads a small part of a ledger that holds far more than asked for', async () => {
    const { api, deps } = withRows(Array.from({ length: 5000 }, (_, at) => row(`event-${at}`, at * 1000)));
    let read = 0;
    const { readMany } = deps.ledger;
    deps.ledger.readMany = (ids) => {
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
  const entries = [
    { state: 'ReceiveEvent', entered: shift(NOW, -9), left: shift(NOW, -5) },
    { state: 'LoadContext', entered: shift(NOW, -5), left: shift(NOW, -1) },
    { state: 'Close', entered: shift(NOW, -1), began: NOW },
  ];
  const superseded = (changes: Partial<LedgerRow> = {}) =>
    row('one', 0, {
      outcome: 'superseded',
      reason: 'sequence 3 was decided before',
      traces: { '1#0': { execution: '1', from: 0, entries } },
      ...changes,
    });

  it('answers what every execution went through, and names those that left nothing', async () => {
    const { api } = withRows([superseded({ executions: [ARN, 'arn:lost'] })]);
    const { body } = await ask(api, '/events/one/trace');
    expect(body.executions).toMatchObject([
      { executionArn: 'arn:lost', end: { kind: 'abandoned' }, states: [] },
      { executionArn: ARN, status: 'succeeded', end: { kind: 'closed' }, startedAt: shift(NOW, -9) },
    ]);
    expect(body.executions[1].states.map(({ name, from }: TraceState) => `${name} ${from}`)).toEqual([
      'ReceiveEvent kept',
      'LoadContext kept',
      'ChooseWay derived',
      'Close kept',
      'CheckClosed derived',
      'Done derived',
    ]);
    expect(body.row.traces).toBeUndefined();
  });

  it('says that the evidence has expired, in place of a way with gaps', async () => {
    const [, , close] = entries;
    const kept = { execution: '1', from: 6, entries: [close as TraceEntry] };
    const duplicate = {
      execution: '2',
      from: 0,
      entries: [{ state: 'ReceiveEvent', entered: NOW, began: NOW }],
    };
    const { api } = withRows([
      superseded({
        outcome: 'held',
        revision: 2,
        evidenceDays: 30,
        traces: { '1#6': kept, '2#0': duplicate },
      }),
      row('other', 0),
    ]);
    const { body } = await ask(api, '/events/one/trace');
    const on = shift(NOW, 30 * DAY_MS).slice(0, 10);
    expect(body.expired).toBe(`The evidence of its decision expired on ${on}, kept for 30 days.`);
    expect(body.executions).toMatchObject([
      { end: { kind: 'closed' }, states: [] },
      { end: { kind: 'duplicate' }, states: [{ name: 'ReceiveEvent' }, {}, {}, {}] },
    ]);
    expect(body.executions[0]).not.toHaveProperty('missing');
  });

  it('compares nothing with an event whose evidence has expired', async () => {
    const kept = { execution: '1', from: 6, entries: entries.slice(2) };
    const ended = { outcome: 'held', revision: 2, evidenceDays: 30 } as const;
    const { api } = withRows([superseded({ ...ended, traces: { '1#6': kept } })]);
    expect((await ask(api, '/events/one/compare/one')).body).toMatchObject({
      steps: [],
      missing: ['one', 'one'],
    });
  });

  it('shows the terms that a decision was made on, by their version', async () => {
    const decision = decide(on(), proposal(1_100));
    const { event: _, now, policy: used, ...context } = on();
    const { policyId, version, mode } = used;
    const judgedOn = { ...context, policy: { policyId, version, mode }, loadedAt: now };
    const [receive, load, close] = entries as [TraceEntry, TraceEntry, TraceEntry];
    const guard = { state: 'ApplyGuardrails', entered: NOW, left: NOW };
    const { api, shop } = withRows(
      [
        superseded({
          outcome: 'held',
          revision: 2,
          traces: { '1#3': { execution: '1', from: 3, entries: [{ ...guard, state: 'Commit' }, close] } },
        }),
      ],
      {
        'one#1': {
          ...{ eventId: 'one', productId: 'SKU1', context: 1, proposal: proposal(1_100), decision, judgedOn },
          trace: { execution: '1', from: 0, entries: [receive, load, guard] },
        },
      },
    );
    const { body } = await ask(api, '/events/one/trace');
    const loaded = body.executions[0].states.find(({ name }: TraceState) => name === 'LoadContext');
    const { policy } = loaded.output.value.context;
    expect(policy).toEqual({ ...shop.policies['default']?.versions[1], policyId, version, mode });
    expect(loaded.output.kept).toEqual(['context']);
  });

  it('says so of an event whose trace an earlier version kept in the log', async () => {
    const { api } = withRows([row('one', 0)]);
    expect((await ask(api, '/events/one/trace')).body).toMatchObject({ executions: [], withoutTrace: true });
  });
});

describe('GET /events/:a/compare/:b', () => {
  const entries = (ms: number): TraceEntry[] => [
    { state: 'ReceiveEvent', entered: shift(NOW, ms), left: shift(NOW, ms + 1) },
    { state: 'LoadContext', entered: shift(NOW, ms + 1), left: shift(NOW, ms + 2) },
    { state: 'Close', entered: shift(NOW, ms + 2), began: shift(NOW, ms + 3) },
  ];
  const closedBy = (eventId: string, execution: string, agoMs: number) =>
    row(eventId, agoMs, {
      outcome: 'superseded',
      reason: 'sequence 3 was decided before',
      traces: { [`${execution}#0`]: { execution, from: 0, entries: entries(-agoMs - 3) } },
    });

  it('lays the executions that closed the events beside each other, and no duplicate', async () => {
    const a = closedBy('a', '1', 100);
    const late = { state: 'ReceiveEvent', entered: NOW, began: NOW };
    a.traces = { ...a.traces, 'late#0': { execution: 'late', from: 0, entries: [late] } };
    const { api } = withRows([a, closedBy('b', '2', 50)]);
    const { body } = await ask(api, '/events/a/compare/b');
    expect(body.steps.map(({ name, a, b }: ComparedStep) => [name, a?.name, b?.name])).toEqual(
      ['ReceiveEvent', 'LoadContext', 'ChooseWay', 'Close', 'CheckClosed', 'Done'].map((name) => [
        name,
        name,
        name,
      ]),
    );
  });

  it('names the events that have no trace', async () => {
    const { api } = withRows([closedBy('a', '1', 100), row('old', 0)]);
    expect((await ask(api, '/events/a/compare/old')).body).toEqual({ steps: [], missing: ['old'] });
  });
});
