import { beforeEach, expect, it } from 'vitest';
import type { Trials } from '../../../adapters/trials.ts';
import { type Evidence, type LedgerRow, MOST_EXECUTIONS } from '../../../domain/record/ledger.ts';
import { executionKey } from '../../../domain/record/trace-part.ts';
import type { PriceState } from '../../../domain/state/price-state.ts';
import { MINUTE_MS } from '../../../domain/values/time.ts';
import { sweep } from '../../../upkeep/sweep.ts';
import { committing, evidenceOn } from '../../contract/samples.ts';
import { memoryExecutions } from '../../fakes/memory-executions.ts';
import { memoryLedger } from '../../fakes/memory-ledger.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { spoil } from '../../fakes/plain.ts';
import { minutesAgo, NOW } from '../domain/make.ts';

const row = (eventId: string, changes: Partial<LedgerRow> = {}): LedgerRow => ({
  eventId,
  productId: 'SKU1',
  acceptedAt: minutesAgo(60),
  receivedAt: minutesAgo(10),
  envelope: '{}',
  executions: [],
  decisions: {},
  sweeps: 0,
  ...changes,
});

let rows: Record<string, LedgerRow>;
let evidence: Record<string, Evidence>;
let states: Record<string, PriceState>;
let started: Record<string, unknown>[];
let away: boolean;
beforeEach(() => {
  rows = {};
  evidence = {};
  states = {};
  away = false;
  started = [];
});

const run = (changes: { executions?: Trials } = {}) =>
  sweep({
    ledger: memoryLedger({ rows, evidence }),
    priceStates: memoryPriceStates(states),
    executions: memoryExecutions({ started, away }),
    clock: () => NOW,
    settings: { openForMs: 6 * MINUTE_MS, maxSweeps: 5 },
    ...changes,
  })();

it('tells of nothing where nothing is open for long', async () => {
  rows = { e1: row('e1', { receivedAt: minutesAgo(5) }), e2: row('e2', { outcome: 'held' }) };
  expect(await run()).toEqual({ restarted: 0, givenUp: 0, open: 0 });
});

it('tells what it restarted, what of that for the last time, and which row was opened first', async () => {
  rows = {
    e1: row('e1'),
    e2: row('e2', { receivedAt: minutesAgo(90), sweeps: 5, sweptAt: minutesAgo(48) }),
  };
  expect(await run()).toEqual({
    restarted: 2,
    givenUp: 1,
    open: 2,
    oldest: { eventId: 'e2', openForMs: 90 * MINUTE_MS },
  });
  expect(started.map(({ id, sweep: of }) => [id, of])).toEqual([
    ['e1', { giveUp: false }],
    ['e2', { giveUp: true }],
  ]);
});

it('counts a row as open that it restarted lately and leaves alone', async () => {
  rows = { e1: row('e1', { sweeps: 1, sweptAt: minutesAgo(2) }) };
  expect(await run()).toMatchObject({ restarted: 0, open: 1, oldest: { eventId: 'e1' } });
  expect(started).toEqual([]);
});

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`e${at}`, row(`e${at}`)]));

it('restarts one row alone while that has to wait, and counts no other', async () => {
  rows = many(250);
  away = true;
  expect(await run()).toMatchObject({ restarted: 1, open: 250, outage: true });
  expect(started).toHaveLength(1);
  expect(Object.values(rows).filter(({ sweeps }) => sweeps > 0)).toHaveLength(1);
});

it('restarts all of them once the first one ends', async () => {
  rows = many(250);
  expect(await run()).toMatchObject({ restarted: 250, open: 250 });
});

it('restarts some at a time, and no more than that', async () => {
  rows = many(100);
  let [underWay, most] = [0, 0];
  const executions = {
    ...memoryExecutions({ started }),
    async start() {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      return 'arn';
    },
  };
  await run({ executions });
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(20);
});

it.each([
  [1, 6, 1],
  [1, 5, 0],
  [2, 12, 1],
  [2, 11, 0],
  [4, 48, 1],
  [9, 48, 1],
  [9, 47, 0],
])('after %i restarts, the last %i minutes ago, restarts a row %i times', async (sweeps, minutes, times) => {
  rows = { e1: row('e1', { receivedAt: minutesAgo(500), sweeps, sweptAt: minutesAgo(minutes) }) };
  expect(await run()).toMatchObject({ restarted: times });
});

const arn = (key: string) => `arn:aws:states:eu-central-1:1:express:reprice:name:${key}`;

it.each([
  ['opened', () => {}],
  ['fenced', () => Object.assign(rows['e1'] ?? {}, { fencedAt: minutesAgo(9) })],
  ['decided', () => Object.assign(evidence, { 'e1#1': evidenceOn('e1', 1) })],
  [
    'committed',
    () => {
      Object.assign(evidence, { 'e1#1': evidenceOn('e1', 1) });
      states['SKU1'] = committing(2, 'e1');
    },
  ],
] as const)('notes an execution that left nothing, once, with what it finds: %s', async (found, before) => {
  rows = { e1: row('e1', { executions: [arn('dead')], traces: {} }) };
  before();
  await run();
  expect(rows['e1']?.abandoned).toEqual([{ execution: 'dead', at: NOW, found }]);

  rows['e1'] = { ...(rows['e1'] as LedgerRow), sweptAt: minutesAgo(30) };
  await run();
  expect(rows['e1']).toMatchObject({ sweeps: 2, abandoned: [{ execution: 'dead' }] });
  expect(rows['e1']?.abandoned).toHaveLength(1);
});

it('notes no execution that left its trace, and reads nothing for it', async () => {
  const part = { execution: 'left', from: 0, entries: [] };
  rows = { e1: row('e1', { executions: [arn('left')], traces: { 'left#0': part } }) };
  Object.defineProperty(states, 'SKU1', { get: () => expect.unreachable() });
  expect(await run()).toMatchObject({ restarted: 1 });
  expect(rows['e1']).not.toHaveProperty('abandoned');
});

it('notes no execution that the row has no room for the trace of', async () => {
  const executions = Array.from({ length: MOST_EXECUTIONS }, (_, at) => arn(`run-${10 + at}`));
  const abandoned = executions.map(
    (each) => ({ execution: executionKey(each), at: NOW, found: 'opened' }) as const,
  );
  rows = { e1: row('e1', { executions: [...executions, arn('last')], abandoned, traces: {} }) };
  await run();
  expect(rows['e1']?.abandoned).toEqual(abandoned);
});

it('restarts an event whose price state can not be read, and notes what it knows', async () => {
  rows = { e1: row('e1', { executions: [arn('dead')], traces: {} }) };
  states = { SKU1: committing(2, 'e1') };
  spoil(states, 'SKU1', 'price-state', 'revision: Invalid input');
  expect(await run()).toMatchObject({ restarted: 1 });
  expect(rows['e1']?.abandoned).toMatchObject([{ found: 'opened' }]);
});
