import { expect, it } from 'vitest';
import { allIn, billFor } from '../../../../lab/cost/bill.ts';
import { ticksAtMost, variants } from '../../../../lab/cost/sensitivity.ts';
import { deployed, GB_OF_A_MILLION, lambda, MILLION, measured, usage } from './sample.ts';

const run = measured({
  functions: { Commit: usage({ invocations: 10, computeMs: 50, writeUnits: 100 }) },
  express: { records: 10, bytes: 40 * GB_OF_A_MILLION, bytesWithoutData: 10 * GB_OF_A_MILLION, tasks: 10 },
});
const on = deployed({ functions: { Commit: lambda() }, sampling: { aSecond: 0, share: 0.01 } });
const found = new Map(variants(run, on, MILLION).map(({ change, usd }) => [change, usd]));
const usd = (change: string): number => {
  const of = [...found].find(([name]) => name.startsWith(change));
  if (of === undefined) throw new Error(`no ${change} among ${[...found.keys()]}`);
  return of[1];
};

it('begins with the bill as it is', () => {
  expect(usd('current settings')).toBeCloseTo(allIn(billFor(run, on, MILLION), MILLION).million);
});

it.each([
  ['trace: errors only', -1],
  ['trace: one event of sixteen', -15 / 16],
  ['trace: all states, without their data', -0.75],
  ['trace: all states, log class Infrequent Access', 0],
  ['trace: all states, log class Standard', 1],
  ['X-Ray: 1%', 0],
  ['X-Ray: every execution', 4.95],
  ["X-Ray: the account's default", 4.95],
])('tells what %s would make', (change, difference) => {
  expect(usd(change) - usd('current settings')).toBeCloseTo(difference);
});

it('tells that provisioned capacity is cheaper where it is well used', () => {
  expect(usd('DynamoDB: provisioned') - usd('current settings')).toBeCloseTo(
    10 * (0.00065 / 3600 / 0.7 - 0.625e-6) * 1e6,
  );
});

it('tells how many events a schedule adds at most', () => {
  expect(ticksAtMost(10, 30)).toBe(10 * 730 * 2);
});
