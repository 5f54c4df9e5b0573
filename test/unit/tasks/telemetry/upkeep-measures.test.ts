import { expect, it } from 'vitest';
import {
  breakerMeasures,
  cacheMeasures,
  modelMeasures,
  repairMeasures,
  repriceMeasures,
  settleMeasures,
  sweepMeasures,
} from '../../../../tasks/telemetry/upkeep-measures.ts';
import { NOW } from '../../domain/make.ts';

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
  expect(repairMeasures(undefined, { published: 7 }).counts).toEqual({ Repaired: 7 });
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

it('tells how many policies are paused by their breaker', () => {
  expect(breakerMeasures({ tripped: [], standing: ['a', 'b'] })).toMatchObject({
    counts: { TrippedPolicies: 2 },
    facts: { trips: undefined },
  });
});
