import { describe, expect, it } from 'vitest';
import { bytesWithoutData, expressLogBytes } from '../../cost/measure/express-log.ts';
import { dayOf, hourOf } from '../../domain/time.ts';
import type { ExpressLogRecord } from '../../local/engine/index.ts';
import { daysAgo, hoursAgo, minutesAgo } from '../unit/domain/make.ts';
import { LOG_BUDGET } from './support/log-budget.ts';
import { byModel, play, SCENARIOS, type Scenario, selling } from './support/scenarios.ts';

const list = <T>(length: number, make: (at: number) => T): T[] => Array.from({ length }, (_, at) => make(at));

/** A product that has been priced for a month: its state is as large as it usually gets. */
const old = selling({
  dailyLows: Object.fromEntries(list(31, (at) => [dayOf(daysAgo(at)), 900 + at])),
  hourlyRanges: Object.fromEntries(
    list(25, (at) => [hourOf(hoursAgo(at)), { lowest: 900 + at, highest: 1_000 + at }]),
  ),
  movement: { direction: 'up', reversals: list(6, (at) => minutesAgo(at)) },
});

const logOf = async (scenario: Scenario): Promise<number> => {
  const { ran } = await play(scenario);
  return ran.records.reduce((sum, record) => sum + expressLogBytes(record), 0);
};

describe('the log of an event', () => {
  const usual: Record<string, Scenario> = {
    'a price by the model': { options: { ...byModel, state: old } },
    'a price by the rules for want of the model': {
      ...SCENARIOS['a price by the rules for want of the model'],
    },
    'a price that stands': SCENARIOS['a price that stands'],
  };

  it.each(Object.entries(usual))('is within its budget for %s', async (_, scenario) => {
    const bytes = await logOf(scenario);
    expect(bytes).toBeGreaterThan(LOG_BUDGET / 4);
    expect(bytes).toBeLessThan(LOG_BUDGET);
  });

  it('of a superseded one is less than half of that: a flash sale on one product is full of them', async () => {
    const bytes = await logOf(SCENARIOS['an event that is older than the last one decided']);
    expect(bytes).toBeLessThan(LOG_BUDGET / 2);
  });

  it.each(Object.entries(SCENARIOS))('is within twice its budget for %s', async (name, scenario) => {
    // It is judged eleven times.
    const times = name === 'a state that keeps moving on' ? 4 : 2;
    expect(await logOf(scenario)).toBeLessThan(times * LOG_BUDGET);
  });
});

describe('the bytes of a record', () => {
  const record: ExpressLogRecord = {
    id: '7',
    type: 'TaskSucceeded',
    details: {
      output: '{"a":"\u00e4"}',
      outputDetails: { truncated: false },
      resource: 'invoke',
      resourceType: 'lambda',
    },
    previous_event_id: '6',
    event_timestamp: '1764072000000',
    execution_arn: 'arn:aws:states:eu-central-1:123456789012:express:pricewire:a:b',
  };
  const text = Buffer.byteLength(JSON.stringify(record));

  it('are those of its line, what CloudWatch adds to each, and what a service adds to its answer on AWS', () => {
    const started = { ...record, type: 'TaskStarted' };
    expect(expressLogBytes(started) - Buffer.byteLength(JSON.stringify(started))).toBe(26);
    expect(expressLogBytes(record) - text - 26).toBeGreaterThan(800);
  });

  it('are few where the log is without data', () => {
    const plain = { ...record, details: { resource: 'invoke', resourceType: 'lambda' } };
    expect(bytesWithoutData(record)).toBe(Buffer.byteLength(JSON.stringify(plain)) + 26);
  });
});
