import { describe, expect, it } from 'vitest';
import { ASSUMED, allIn, billFor, instanceLines, type Line } from '../../../../lab/cost/bill.ts';
import { LOOKED_UP } from '../../../../lab/cost/measure/upkeep.ts';
import { HOURS_A_MONTH } from '../../../../lab/cost/prices.ts';
import { deployed, GB_OF_A_MILLION, lambda, MILLION, measured, RECONCILE, usage } from './sample.ts';

const usdOf = (lines: Line[], service: string, item: string): number => {
  const found = lines.find((line) => line.service === service && line.item === item);
  if (found === undefined) throw new Error(`no ${service} ${item} on the bill`);
  return found.usd;
};
const bill = (
  of: Parameters<typeof measured>[0] = {},
  on: Parameters<typeof deployed>[0] = {},
  load = MILLION,
): Line[] => billFor(measured(of), deployed(on), load);

describe('a million events', () => {
  it('pay the bus for themselves, and for the prices that were announced', () => {
    expect(usdOf(bill({ announced: 5 }), 'EventBridge', 'events')).toBeCloseTo(1.5);
  });

  it('pay for their archive by the byte and the month', () => {
    const lines = bill({ eventBytes: 10 * GB_OF_A_MILLION }, { archiveDays: (2 * HOURS_A_MONTH) / 24 });
    expect(usdOf(lines, 'EventBridge', 'archive')).toBeCloseTo(0.1 + 2 * 0.023);
  });

  it('pay for calls, and for the time of each: its waits, and its own work at the share of a core that it has', () => {
    const task = usage({
      invocations: 10,
      computeMs: 10,
      waits: { dynamodb: 20, redis: 0, model: 0 },
    });
    const on = (memoryMb: number) =>
      bill({ functions: { Commit: task } }, { functions: { Commit: lambda({ memoryMb }) } });
    expect(usdOf(on(1_024), 'Lambda', 'calls')).toBeCloseTo(0.2);
    const ms = (memoryMb: number) =>
      Math.max(1, ASSUMED.wholeCoreMb / memoryMb) + 2 * ASSUMED.waitMs.dynamodb + 0.5;
    const usd = (memoryMb: number) => (ms(memoryMb) / 1_000) * (memoryMb / 1_024) * 0.0000133334 * 1e6;
    expect(usdOf(on(1_024), 'Lambda', 'duration')).toBeCloseTo(usd(1_024));
    expect(usdOf(on(256), 'Lambda', 'duration')).toBeCloseTo(usd(256));
    expect(usdOf(on(4_096), 'Lambda', 'duration')).toBeCloseTo(usd(4_096));
  });

  it('pay for executions by time and memory, each rounded up', () => {
    const lines = bill({ express: { records: 0, bytes: 0, bytesWithoutData: 0, tasks: 70 } });
    const gbSeconds = ((7 * ASSUMED.taskOverheadMs + 50) / 1_000) * (ASSUMED.expressMb / 1_024);
    expect(usdOf(lines, 'Step Functions', 'duration')).toBeCloseTo((gbSeconds * 1e6 * 0.06) / 3_600);
  });

  it('pay for units wherever they were used, and for what the tables grew by', () => {
    const functions = {
      Commit: usage({ invocations: 10, writeUnits: 30 }),
      '(Settle)': usage({ invocations: 10, writeUnits: 10, readUnits: 20 }),
    };
    const lines = bill(
      { functions, storedBytes: 10 * GB_OF_A_MILLION },
      { functions: { Commit: lambda() }, pointInTimeRecovery: true },
    );
    expect(usdOf(lines, 'DynamoDB', 'writes')).toBeCloseTo(4 * 0.625);
    expect(usdOf(lines, 'DynamoDB', 'reads')).toBeCloseTo(2 * 0.125);
    expect(usdOf(lines, 'DynamoDB', 'storage, first month')).toBeCloseTo((0.25 + 0.2) / 2);
    expect(usdOf(lines, 'Lambda', 'calls')).toBeCloseTo(0.2);
  });

  const express = {
    records: 10,
    bytes: 40 * GB_OF_A_MILLION,
    bytesWithoutData: 20 * GB_OF_A_MILLION,
    tasks: 0,
  };
  it.each([
    ['all states', {}, 4 * 0.25],
    ['all states in the log class Standard', { infrequentAccess: false }, 4 * 0.5],
    ['all states without their data', { executionData: false }, 2 * 0.25],
    ['errors alone', { level: 'ERROR' }, 0],
    ['nothing', { level: 'OFF' }, 0],
    [
      'all states, kept for a month',
      { retentionDays: HOURS_A_MONTH / 24 },
      4 * (0.25 + ASSUMED.logCompression * 0.03),
    ],
  ])('pay for a trace of %s', (_, change, usd) => {
    const trace = { level: 'ALL', executionData: true, infrequentAccess: true, retentionDays: 0, ...change };
    expect(usdOf(bill({ express }, { trace }), 'CloudWatch', 'trace of executions')).toBeCloseTo(usd);
  });

  it.each([
    ['none', 0],
    ['text', 420],
    ['json', 1_080],
  ] as const)(
    'pay for what functions print, and for the lines of Lambda itself: %s',
    (platformLines, bytes) => {
      const functions = { Close: usage({ invocations: 10, printedBytes: 6_000 }) };
      const lines = bill({ functions }, { functions: { Close: lambda({ platformLines }) } });
      expect(usdOf(lines, 'CloudWatch', 'logs of functions')).toBeCloseTo(
        ((600 + bytes) / GB_OF_A_MILLION) * 0.5,
      );
    },
  );

  it('pay for their way through the queue of accepted events, and for the look for their rows', () => {
    const upkeep = {
      'reconcile-accepted': usage({
        invocations: 1,
        readUnits: LOOKED_UP / 2,
        waits: { dynamodb: LOOKED_UP / 10, redis: 0, model: 0 },
      }),
    };
    const usd = usdOf(bill({ upkeep }), 'SQS', 'reconciliation');
    // Sent; received and removed with nine others; half a read unit; a tenth of a call of DynamoDB and of two of SQS.
    const ms = (ASSUMED.waitMs.dynamodb + 2 * ASSUMED.queueCallMs) / 10 + 0.5 / LOOKED_UP;
    expect(usd).toBeCloseTo(1.2 * 0.4 + 0.5 * 0.125 + (ms / 1_000) * 13.3334, 5);
  });

  it('pay for the letters that some of them become', () => {
    expect(usdOf(bill({ outcomes: { held: 8, 'dead-lettered': 2 } }), 'SQS', 'dead letters')).toBeCloseTo(
      0.08,
    );
  });

  it.each([
    ['a share', { aSecond: 0, share: 0.01 }, 1_000_000, 0.05],
    ['all, while they are fewer than one a second', { aSecond: 1, share: 0.05 }, 1_000_000, 5],
    [
      'one a second, and a share of the rest',
      { aSecond: 1, share: 0.05 },
      10 * HOURS_A_MONTH * 3_600,
      5 * (0.1 + 0.9 * 0.05),
    ],
  ])('pay for the traces that X-Ray takes: %s', (_, sampling, events, usd) => {
    expect(usdOf(bill({}, { sampling }, { ...MILLION, events }), 'X-Ray', 'traces')).toBeCloseTo(usd);
  });
});

describe('a bill', () => {
  it('is not made of a measurement that lacks something', () => {
    const lacking = { invocations: 10, computeMs: 10, waits: { dynamodb: 1 } } as never;
    expect(() => bill({ functions: { Commit: lacking } }, { functions: { Commit: lambda() } })).toThrow(
      /Lambda|Step/,
    );
    expect(() => bill({ events: 0 })).toThrow(/can't be told/);
  });
});

describe('a month', () => {
  it('pays for schedules, what they call, and the tables that they read, which grow with the catalog', () => {
    const upkeep = { 'watch-moves': usage({ invocations: 1, readUnits: 10, writeUnits: 1 }) };
    const on = {
      schedules: [{ path: 'Breaker/Watch', everyMinutes: 60 }],
      functions: { 'Breaker/Watch': lambda() },
    };
    const lines = bill({ upkeep }, on, { events: 1, products: 2_400 });
    expect(usdOf(lines, 'Schedules', 'calls')).toBeCloseTo(HOURS_A_MONTH / 1e6);
    expect(usdOf(lines, 'Schedules', 'reads of tables')).toBeCloseTo(
      (HOURS_A_MONTH * (10 * 100 * 0.125 + 0.625)) / 1e6,
    );
    expect(usdOf(lines, 'Schedules', 'functions')).toBeGreaterThan((HOURS_A_MONTH * 0.2) / 1e6);
  });

  it('pays for looks into the queues of functions, be they empty', () => {
    const looks = (changes: Parameters<typeof deployed>[0]) =>
      usdOf(bill({}, changes), 'SQS', 'looks into empty queues');
    expect(looks({})).toBe(0);
    expect(looks({ readers: ['Waiting/Restart'] })).toBeCloseTo(15 * 60 * HOURS_A_MONTH * 0.4e-6);
    // Four lanes, six times an hour.
    expect(looks({ schedules: [{ path: RECONCILE, everyMinutes: 10 }] })).toBeCloseTo(
      24 * HOURS_A_MONTH * 0.4e-6,
      5,
    );
  });

  it('pays for runs that look into the queue of accepted events, however few events there are', () => {
    const upkeep = { 'reconcile-accepted': usage({ invocations: 1, readUnits: 50 }) };
    const lines = bill({ upkeep }, { schedules: [{ path: RECONCILE, everyMinutes: 10 }] });
    const runs = 6 * HOURS_A_MONTH;
    expect(usdOf(lines, 'Schedules', 'calls')).toBeCloseTo(runs / 1e6);
    expect(usdOf(lines, 'Schedules', 'functions')).toBeCloseTo(runs * (0.2e-6 + 13.3334e-6), 5);
    expect(usdOf(lines, 'Schedules', 'reads of tables')).toBe(0);
  });

  it('is not told for a schedule that nobody has measured', () => {
    const on = {
      schedules: [{ path: 'Upkeep/Dusting', everyMinutes: 5 }],
      functions: { 'Upkeep/Dusting': lambda() },
    };
    expect(() => bill({}, on)).toThrow(/Upkeep\/Dusting/);
  });

  it('pays for metrics, alarms, dashboards and keys by their number', () => {
    const lines = bill(
      { metrics: ['a', 'b'] },
      { alarmMetrics: 10, compositeAlarms: 2, dashboards: 1, encryptionKeys: 3 },
    );
    expect(usdOf(lines, 'CloudWatch', 'metrics')).toBeCloseTo(0.6);
    expect(usdOf(lines, 'CloudWatch', 'alarms')).toBeCloseTo(2);
    expect(usdOf(lines, 'CloudWatch', 'dashboards')).toBeCloseTo(3);
    expect(usdOf(lines, 'KMS', 'keys')).toBeCloseTo(3);
  });

  it('is shared out among its events', () => {
    const line = (per: Line['per'], usd: number): Line => ({ service: '', item: '', usd, per, of: '' });
    expect(
      allIn([line('million', 8), line('million', 1), line('month', 6)], { events: 2e6, products: 1 }),
    ).toEqual({
      million: 9,
      month: 6,
      all: 12,
    });
  });
});

describe('instances', () => {
  it('are listed by the month, and apart', () => {
    const instances = [{ what: 'cache', type: 'cache.t4g.micro', count: 2 }];
    expect(instanceLines(deployed({ instances }))[0]).toMatchObject({
      usd: 2 * 0.0128 * HOURS_A_MONTH,
      per: 'month',
    });
    expect(bill({}, { instances }).filter(({ service }) => service === 'cache')).toEqual([]);
  });

  it('of a type without a price are a fault, and not free', () => {
    expect(() =>
      instanceLines(deployed({ instances: [{ what: 'cache', type: 'cache.x', count: 1 }] })),
    ).toThrow(/cache\.x/);
  });
});
