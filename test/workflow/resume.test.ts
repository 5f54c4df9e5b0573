import { describe, expect, it } from 'vitest';
import { EMPTY } from '../empty.ts';
import { NOW } from '../unit/domain/make.ts';
import type { Asl } from './support/definition.ts';
import { inventory } from './support/envelopes.ts';
import { following, hanging, times } from './support/faults.ts';
import { boundDefinition } from './support/pipeline.ts';
import {
  byModel,
  openRow,
  overtake,
  play,
  SCENARIOS,
  type Scenario,
  statePriced,
} from './support/scenarios.ts';
import { rowOf, shown, stateOf } from './support/world.ts';

describe('an event that was priced before a crash', () => {
  const scenario = SCENARIOS['an event that was priced before a crash'];

  it('is published, announced and closed in that outcome', async () => {
    const { world } = await play(scenario);
    expect(rowOf(world, 'event-2')).toMatchObject({
      outcome: 'priced',
      reason: 'decided before',
      'price.revision': 2,
      publishedAt: NOW,
    });
    expect(shown(world)).toBe(1_500);
    expect(world.bus.map(({ Detail }) => Detail['price.revision'])).toEqual([2]);
  });

  it('is not judged again', async () => {
    const { world, faults } = await play({ ...scenario, options: { ...byModel, state: statePriced() } });
    expect(faults.calls('ApplyGuardrails')).toBe(0);
    expect(stateOf(world)).toEqual({ ...statePriced(), unsettled: {} });
  });

  it('is found even if its product and policy are gone', async () => {
    const { world } = await play({
      ...scenario,
      options: { state: statePriced(), product: null, policy: null },
    });
    expect(rowOf(world, 'event-2').outcome).toBe('priced');
  });

  it('closes as overtaken if a newer price is in force', async () => {
    const { world } = await play({
      ...scenario,
      arrange: (line) => {
        openRow(line);
        overtake(line, 'priced');
      },
    });
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'priced', overtakenAt: NOW });
    expect(world.bus).toEqual([]);
  });
});

describe('an event that was held before a crash', () => {
  it('is closed in that outcome, without publishing', async () => {
    const { world, faults } = await play(SCENARIOS['an event that was held before a crash']);
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'held', reason: 'decided before', revision: 2 });
    expect(faults.calls('PublishPrice')).toBe(0);
    expect(stateOf(world)).toMatchObject({ revision: 2, unsettled: EMPTY });
  });
});

describe('a price that is overtaken before it is published', () => {
  const scenario: Scenario = SCENARIOS['a price that is overtaken before it is published'];

  it('closes as priced, with the time it was found overtaken', async () => {
    const { world } = await play(scenario);
    const row = rowOf(world, 'event-2');
    expect(row).toMatchObject({ outcome: 'priced', 'price.revision': 2, overtakenAt: NOW });
    expect(row.publishedAt).toBeUndefined();
    expect(row.latencyMs).toBeUndefined();
  });

  it('announces nothing, and shows the newer price', async () => {
    const { world } = await play(scenario);
    expect(world.bus).toEqual([]);
    expect(shown(world)).toBe(1_100);
  });

  it('is not overtaken by a price that only Redis has, and replaces it', async () => {
    const { world } = await play({
      arrange: (line) =>
        line.faults.plan({
          'cache.put': times(
            1,
            following(() =>
              Object.assign(line.world.cache.hashes['price:SKU1'] ?? {}, {
                price: '1100',
                'price.revision': '9',
              }),
            ),
          ),
        }),
    });
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'priced', publishedAt: NOW });
    expect(shown(world)).toBe(stateOf(world).price?.amount);
    expect(world.bus).toHaveLength(1);
  });
});

/** The workflow with a shorter time-out: no path through the real one can reach its time-out. */
const within = (TimeoutSeconds: number) => ({ ...(boundDefinition() as Asl), TimeoutSeconds });
const HURRIED = { Commit: within(100), PublishPrice: within(120) };

/** Each task answers only at its last attempt, so that no Catch is used; `last` never answers. */
const hung = (last: 'Commit' | 'PublishPrice'): Scenario => ({
  options: { random: 0.999_999, definition: HURRIED[last] },
  arrange: (line) => {
    const slow = (['ReceiveEvent', 'LoadContext', 'FallbackPrice', 'ApplyGuardrails', 'Commit'] as const).map(
      (name) => [name, times(3, hanging)],
    );
    line.faults.plan({ ...Object.fromEntries(slow), [last]: hanging });
  },
});

describe.each(['Commit', 'PublishPrice'] as const)('an execution that never ends, in %s', (last) => {
  it('times out as a whole, after the time in the file', async () => {
    const { ran } = await play(hung(last));
    expect(ran.visited.at(-1)).toBe(last);
    expect(ran).toMatchObject({ status: 'TIMED_OUT', took: HURRIED[last].TimeoutSeconds * 1_000 });
  });

  it('leaves its row open, and the price in Redis unchanged', async () => {
    const { world } = await play(hung(last));
    expect(rowOf(world, 'event-2').outcome).toBeUndefined();
    expect(shown(world)).toBe(1_000);
    expect(Object.keys(stateOf(world).unsettled)).toEqual(last === 'Commit' ? [] : ['event-2']);
  });

  it('is found by the sweeper, which brings its event to its outcome', async () => {
    const { world, faults, sweep } = await play(hung(last));
    faults.plan({});
    const ran = await sweep();
    expect(ran.map(({ status }) => status)).toEqual(['SUCCEEDED']);
    expect(rowOf(world, 'event-2')).toMatchObject({
      outcome: 'priced',
      sweeps: 1,
      executions: { length: 2 },
    });
    expect(stateOf(world)).toMatchObject({ revision: 2, unsettled: EMPTY });
    expect(shown(world)).toBe(1_500);
  });

  it('is not started again while it may still be running', async () => {
    const { world, sweep } = await play(hung(last));
    const ran = await sweep({ after: 60_000 });
    expect(ran).toEqual([]);
    expect(rowOf(world, 'event-2').sweeps).toBe(0);
  });
});

describe('an event that the sweeper has just restarted', () => {
  it('is not started again before that execution must have ended', async () => {
    const { world, sweep } = await play({ options: { faults: { PublishPrice: hanging } } });
    expect(await sweep()).toHaveLength(1);
    expect(await sweep({ after: 60_000 })).toEqual([]);
    expect(rowOf(world, 'event-2').sweeps).toBe(1);
  });
});

describe('a row that is closed', () => {
  it('is ignored by the sweeper', async () => {
    const { sweep } = await play({ envelope: inventory() });
    expect(await sweep()).toEqual([]);
  });
});
