import { beforeEach, describe, expect, it } from 'vitest';
import { shift } from '../../../domain/values/time.ts';
import { type DrainReport, drainAccepted, LANES } from '../../../upkeep/drain-accepted.ts';
import { opening } from '../../contract/samples.ts';
import { type LedgerData, memoryLedger } from '../../fakes/memory-ledger.ts';
import { type LetterQueueData, memoryLetterQueue } from '../../fakes/memory-letter-queue.ts';
import { memoryOrders } from '../../fakes/memory-orders.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { NOW } from '../domain/make.ts';

const SETTINGS = { workMs: 60_000, holdSeconds: 2_100 };
const A_CALL = 10;

let ledger: LedgerData;
let letters: LetterQueueData;
let started: string[];
let reports: DrainReport[];
/** Milliseconds since the run began, and what each receive adds. */
let passed: number;
let takeMs: number;
let takes: number;

beforeEach(() => {
  ledger = { rows: {}, evidence: {} };
  letters = { letters: [] };
  started = [];
  reports = [];
  passed = 0;
  takeMs = 0;
  takes = 0;
});

const ids = (count: number): string[] => Array.from({ length: count }, (_, at) => `e${at}`);
const letterOf = (id: string) => ({
  messageId: `message of ${id}`,
  body: JSON.stringify({ id, time: NOW, detail: {} }),
  attributes: {},
});

/** Queues accepted events, of which those in `known` have a row. */
async function queued(events: string[], known: string[] = events): Promise<void> {
  for (const id of known) await memoryLedger(ledger).open(opening(id));
  letters.letters.push(...events.map(letterOf));
}

function deps() {
  const queue = memoryLetterQueue(letters, () => passed);
  return {
    ledger: memoryLedger(ledger),
    priceStates: memoryPriceStates({}),
    orders: memoryOrders({ orders: {}, used: {} }),
    deliver: async ({ id }: { id: string }) => {
      started.push(id);
    },
    queue: {
      take: (holdSeconds: number) => {
        takes += 1;
        passed += takeMs;
        return queue.take(holdSeconds);
      },
      remove: queue.remove,
    },
    clock: () => shift(NOW, passed),
    settings: SETTINGS,
    report: (found: DrainReport) => {
      reports.push(found);
    },
  };
}

const left = () => letters.letters.map(({ messageId }) => messageId).sort();
const messagesOf = (events: string[]) => events.map((id) => letterOf(id).messageId).sort();

describe('a run', () => {
  it('empties a queue of 1,000', async () => {
    await queued(ids(1_000));
    expect(await drainAccepted(deps())()).toEqual({ checked: 1_000, kept: 0 });
    expect(left()).toEqual([]);
    expect(takes).toBeLessThanOrEqual(1_000 / A_CALL + LANES);
    expect(reports).toEqual([{ checked: 1_000, kept: [], missing: [], unreadable: [] }]);
  });

  it('receives no more messages when its time is over, and is continued by the next run', async () => {
    await queued(ids(1_000));
    takeMs = SETTINGS.workMs / 8;
    const { checked } = await drainAccepted(deps())();
    expect(takes).toBe(8);
    expect(checked).toBe(8 * A_CALL);
    expect(left()).toHaveLength(1_000 - checked);

    takeMs = 0;
    expect(await drainAccepted(deps())()).toEqual({ checked: 1_000 - checked, kept: 0 });
  });

  it('removes no message whose row was not seen: it is looked up again after the hold', async () => {
    const [lost, all] = [['e7', 'e42'], ids(50)];
    await queued(
      all,
      all.filter((id) => !lost.includes(id)),
    );
    const run = drainAccepted(deps());
    expect(await run()).toEqual({ checked: 50, kept: 2 });
    expect(left()).toEqual(messagesOf(lost));
    expect(started.sort()).toEqual(['e42', 'e7']);

    passed = SETTINGS.holdSeconds * 1000 - 1;
    expect(await run()).toEqual({ checked: 0, kept: 0 });
    for (const id of lost) await memoryLedger(ledger).open(opening(id));
    passed += 1;
    expect(await run()).toEqual({ checked: 2, kept: 0 });
    expect(left()).toEqual([]);
  });

  it('reports each batch with an event that has no row, and counts every event once', async () => {
    await queued(['lost', ...ids(29)], ids(29));
    await drainAccepted(deps())();
    expect(reports.flatMap(({ missing }) => missing)).toEqual(['lost']);
    expect(reports.map(({ checked }) => checked)).toEqual([0, 30]);
  });
});

describe('a fault of one batch', () => {
  it('fails the run, which takes no more messages, and loses none', async () => {
    await queued(ids(1_000));
    const given = deps();
    const withRow: typeof given.ledger.withRow = async (events) => {
      if (events.includes('e15')) throw new Error('the ledger is away');
      return memoryLedger(ledger).withRow(events);
    };
    await expect(drainAccepted({ ...given, ledger: { ...given.ledger, withRow } })()).rejects.toThrow(
      'the ledger is away',
    );
    expect(takes).toBeLessThanOrEqual(2 * LANES);
    expect(left()).toEqual(expect.arrayContaining(messagesOf(ids(20).slice(10))));

    passed = SETTINGS.holdSeconds * 1000;
    const { checked } = await drainAccepted(deps())();
    expect(left()).toEqual([]);
    expect(checked + (reports[0]?.checked ?? 0)).toBe(1_000);
  });

  it('leaves its messages when they can not be removed, and reports what it started', async () => {
    await queued(['lost', 'known'], ['known']);
    const given = deps();
    const remove = () => Promise.reject(new Error('SQS is away'));
    await expect(drainAccepted({ ...given, queue: { ...given.queue, remove } })()).rejects.toThrow(
      'SQS is away',
    );
    expect(left()).toEqual(messagesOf(['known', 'lost']));
    expect(reports.flatMap(({ missing }) => missing)).toEqual(['lost']);
  });
});
