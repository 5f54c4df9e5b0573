import { expect, it } from 'vitest';
import type { Letter } from '../../../adapters/letter-queue.ts';
import {
  breakerMeasures,
  cacheMeasures,
  modelMeasures,
  reconcileMeasures,
  repairMeasures,
  repriceMeasures,
  settleMeasures,
  standingMeasures,
  sweepMeasures,
  waitingMeasures,
} from '../../../upkeep/measures.ts';
import { NOW } from '../domain/make.ts';

it('tells what a sweep found, and the oldest of it', () => {
  const oldest = { eventId: 'e1', openForMs: 421_400 };
  expect(sweepMeasures(undefined, { restarted: 2, givenUp: 1, open: 3, oldest })).toEqual({
    service: 'sweeper',
    counts: { Restarted: 2, GivenUp: 1, OpenForLong: 3 },
    seconds: { OldestOpen: 421 },
    facts: { oldest: 'e1' },
  });
});

it('tells of a sweep that found nothing, so that its silence is heard', () => {
  expect(sweepMeasures(undefined, { restarted: 0, givenUp: 0, open: 0 })).toMatchObject({
    counts: { Restarted: 0, OpenForLong: 0 },
    seconds: { OldestOpen: 0 },
  });
});

it('tells of a sweep that an outage ended', () => {
  const swept = { restarted: 1, givenUp: 0, open: 9, outage: true } as const;
  expect(sweepMeasures(undefined, swept).facts).toMatchObject({ outage: expect.any(String) });
});

it('tells how many waiting events were started, how many wait on, and why', () => {
  const restarted = { batchItemFailures: [{}, {}], restarted: 8, fault: 'Error: throttled' };
  expect(waitingMeasures(undefined, restarted)).toEqual({
    service: 'waiting',
    counts: { Restarted: 8, Kept: 2 },
    facts: { fault: 'Error: throttled' },
  });
});

it('tells how many accepted events had no row, and which', () => {
  expect(reconcileMeasures({ checked: 9, kept: [], missing: [], unreadable: [] })).toEqual({
    service: 'accepted',
    counts: { Checked: 9, Missing: 0 },
    facts: {},
  });
  const [m1, m2, m3] = ['m1', 'm2', 'm3'].map((messageId) => ({
    messageId,
    receipt: messageId,
    body: '',
    attributes: {},
  })) as [Letter, Letter, Letter];
  const found = { kept: [m1, m2, m3], missing: ['e1', 'e2'], unreadable: [m3] };
  expect(reconcileMeasures({ checked: 0, ...found, fault: new Error('too large') })).toMatchObject({
    counts: { Checked: 0, Missing: 3 },
    facts: { missing: 'e1 e2', unreadable: 'm3', fault: 'Error: too large' },
  });
});

it('tells how far the prices that are due are behind', () => {
  expect(repriceMeasures(undefined, { repriced: 4, due: 5, longestOverdueMs: 90_000 })).toEqual({
    service: 'reprice',
    counts: { Repriced: 4, Due: 5 },
    seconds: { LongestOverdue: 90 },
  });
});

it('tells of differences by kind, and for how long a price was not shown', () => {
  const differences = { 'older-in-redis': 2, 'no-ledger-row': 1 };
  expect(cacheMeasures({ checked: 9, differences, unshownForMs: 60_000 })).toEqual({
    service: 'cache',
    counts: {
      ProductsChecked: 9,
      Differences: 3,
      'Differences.older-in-redis': 2,
      'Differences.no-ledger-row': 1,
    },
    seconds: { LongestUnshown: 60 },
  });
});

it('tells of a check that found none', () => {
  expect(cacheMeasures({ checked: 9, differences: {} })).toMatchObject({
    counts: { Differences: 0 },
    seconds: { LongestUnshown: 0 },
  });
});

it('tells what was mended and settled', () => {
  expect(repairMeasures(undefined, { published: 7, discarded: 2 }).counts).toEqual({
    Repaired: 7,
    Discarded: 2,
  });
  expect(settleMeasures(undefined, { settled: 3 }).counts).toEqual({ Settled: 3 });
});

it('tells a model by its name, and its ratio where there is one', () => {
  const health = { model: 'demand@1', products: 1, soldUnits: 3, expectedUnits: 4, at: NOW };
  expect(modelMeasures(health)).toMatchObject({
    dimensions: { model: 'demand@1' },
    counts: { SoldUnits: 3, ExpectedUnits: 4 },
    ratios: { Calibration: 0.75 },
  });
  expect(modelMeasures({ ...health, expectedUnits: 0 }).ratios).toBeUndefined();
});

it('tells how many products the watchdog has stopped, and which', () => {
  expect(standingMeasures(['SKU1', 'SKU2'])).toMatchObject({
    counts: { StoppedProducts: 2 },
    facts: { stopped: 'SKU1 SKU2' },
  });
  expect(standingMeasures([]).counts).toEqual({ StoppedProducts: 0 });
});

it('tells how many policies are paused, which one person put in force, and how many items it could not read', () => {
  expect(
    breakerMeasures({ tripped: [], pausedByBreaker: ['a', 'b'], alone: ['a'], unreadable: [] }),
  ).toMatchObject({
    counts: { TrippedPolicies: 2, PoliciesPutAlone: 1, UnreadableItems: 0 },
    facts: { trips: undefined, putAlone: 'a' },
  });
  const unreadable = ['table price-state, key A: revision: Invalid input', 'table price-state, key B: x'];
  expect(breakerMeasures({ tripped: [], pausedByBreaker: [], alone: [], unreadable })).toMatchObject({
    counts: { UnreadableItems: 2 },
    facts: { unreadable: unreadable[0] },
  });
});
