import { beforeEach, expect, it } from 'vitest';
import type { LedgerRow } from '../../../domain/ledger.ts';
import { MINUTE_MS } from '../../../domain/time.ts';
import { sweep } from '../../../tasks/sweep.ts';
import { memoryExecutions } from '../../fakes/memory-executions.ts';
import { memoryLedger } from '../../fakes/memory-ledger.ts';
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
let started: Record<string, unknown>[];
beforeEach(() => {
  rows = {};
  started = [];
});

const run = () =>
  sweep({
    ledger: memoryLedger({ rows, evidence: {} }),
    executions: memoryExecutions({ started }),
    clock: () => NOW,
    settings: { openForMs: 6 * MINUTE_MS, maxSweeps: 5 },
  })();

it('tells of nothing where nothing is open for long', async () => {
  rows = { e1: row('e1', { receivedAt: minutesAgo(5) }), e2: row('e2', { outcome: 'held' }) };
  expect(await run()).toEqual({ restarted: 0, givenUp: 0, open: 0 });
});

it('tells what it restarted, what of that for the last time, and which row was opened first', async () => {
  rows = {
    e1: row('e1'),
    e2: row('e2', { receivedAt: minutesAgo(40), sweeps: 5, sweptAt: minutesAgo(7) }),
  };
  expect(await run()).toEqual({
    restarted: 2,
    givenUp: 1,
    open: 2,
    oldest: { eventId: 'e2', openForMs: 40 * MINUTE_MS },
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
