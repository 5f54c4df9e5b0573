import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Envelope } from '../../../adapters/accepted-events.ts';
import { type Archive, openArchive } from '../../../local/archive.ts';
import type { Delivery } from '../../../local/delivery.ts';
import { reconciling, startUnfinished } from '../../../local/recovery.ts';
import { opening } from '../../contract/samples.ts';
import { type LedgerData, memoryLedger } from '../../fakes/memory-ledger.ts';

let dir: string;
let archive: Archive;
let ledger: LedgerData;
let queued: string[];
let waitsForRoom: string[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pricewire-reconciling-'));
  archive = await openArchive(dir);
  ledger = { rows: {}, evidence: {} };
  [queued, waitsForRoom] = [[], []];
});
afterEach(async () => {
  await archive.close();
  await rm(dir, { recursive: true, force: true });
});

const event = (id: string): Envelope => ({ id, time: '2026-11-22T12:00:00.000Z' });
const deliveryTo = (ids: string[]): Delivery => ({
  accept: async () => {},
  deliver: async () => {},
  close: () => {},
  queue: async ({ id }) => void ids.push(id),
  inFlight: () => 0,
  idle: async () => {},
  isQueued: (id) => waitsForRoom.includes(id),
});
const begin = () =>
  reconciling({
    archive,
    ledger: memoryLedger(ledger),
    delivery: deliveryTo(queued),
  });
const openRow = (id: string) => memoryLedger(ledger).open(opening(id));

it('starts an accepted event that two runs in a row find without a ledger row', async () => {
  const look = await begin();
  await archive.append([event('lost'), event('there')]);
  await openRow('there');
  await look();
  expect(await look()).toEqual({ started: 0 });
  expect(await look()).toEqual({ started: 1 });
  expect(queued).toEqual(['lost']);
});

it('starts it again until it has a row', async () => {
  const look = await begin();
  await archive.append([event('lost')]);
  for (let looks = 0; looks < 4; looks += 1) await look();
  expect(queued).toEqual(['lost', 'lost']);
  await openRow('lost');
  for (let looks = 0; looks < 4; looks += 1) await look();
  expect(queued).toHaveLength(2);
});

it('does not start an event that waits for room, and one that went to the undelivered queue', async () => {
  const look = await begin();
  await archive.append([event('waits'), event('refused')]);
  await archive.noteUndelivered('refused');
  waitsForRoom = ['waits'];
  for (let looks = 0; looks < 4; looks += 1) await look();
  expect(queued).toEqual([]);
});

it('repeats failed runs', async () => {
  const look = await begin();
  await archive.append([event('lost')]);
  await look();
  const { end } = archive;
  archive.end = () => Promise.reject(new Error('away'));
  await expect(look()).rejects.toThrow('away');
  archive.end = end;
  await look();
  await look();
  expect(queued).toEqual(['lost']);
});

it.each([
  ['swept in the future, by a clock that was ahead', '2026-11-22T13:00:00.000Z', 1],
  ['swept by an earlier run', '2026-11-22T11:00:00.000Z', 1],
  ['swept by this start', '2026-11-22T12:00:00.500Z', 0],
])('starts %s: %s, %i times', async (_, sweptAt, times) => {
  await archive.append([event('e1')]);
  await archive.close();
  archive = await openArchive(dir);
  await openRow('e1');
  Object.assign(ledger.rows['e1'] ?? {}, { sweptAt, sweeps: 1 });
  const started = await startUnfinished({
    archive,
    ledger: memoryLedger(ledger),
    delivery: deliveryTo(queued),
    swept: '2026-11-22T12:00:00.000Z',
    clock: () => '2026-11-22T12:00:01.000Z',
  });
  expect(started).toBe(times);
});

it('ignores events of earlier runs, which the start handles', async () => {
  await archive.append([event('earlier')]);
  const look = await begin();
  for (let looks = 0; looks < 4; looks += 1) await look();
  expect(queued).toEqual([]);
});
