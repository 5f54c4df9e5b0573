import { describe, expect, it } from 'vitest';
import { EMPTY } from '../empty.ts';
import { NOW, product } from '../unit/domain/make.ts';
import { following, times } from './support/faults.ts';
import type { Pipeline } from './support/pipeline.ts';
import { byModel, overtake, play, SCENARIOS, type Scenario } from './support/scenarios.ts';
import { attemptsAt } from './support/trace.ts';
import { rowOf, shown, stateOf } from './support/world.ts';

/** An event whose first commit is refused, because `event` comes first. */
const refusedBy = (event: (line: Pipeline) => unknown): Scenario => ({
  options: byModel,
  arrange: (line) =>
    line.faults.plan({
      'priceStates.commit': times(
        1,
        following(() => event(line)),
      ),
    }),
});

describe('a refused commit', () => {
  it('is judged again on the present state', async () => {
    const { world } = await play(refusedBy((line) => overtake(line, 'priced')));
    const { 'event-2#1': first, 'event-2#2': second } = world.ledger.evidence;
    expect(first?.decision.priceBefore).toBe(1_000);
    expect(second?.decision.priceBefore).toBe(1_100);
    expect(stateOf(world)).toMatchObject({ revision: 3, sequence: 2, price: { revision: 3 } });
  });

  it('keeps its proposal, and does not ask the model again', async () => {
    const { world, ran, faults } = await play(refusedBy((line) => overtake(line)));
    const { 'event-2#1': first, 'event-2#2': second } = world.ledger.evidence;
    expect(faults.calls('model.predict')).toBe(1);
    expect(attemptsAt(ran, 'FallbackPrice')).toEqual([]);
    expect(second?.proposal).toEqual(first?.proposal);
  });

  it('ends in one outcome, with both judgements recorded', async () => {
    const { world } = await play(refusedBy((line) => overtake(line)));
    const row = rowOf(world, 'event-2');
    expect(row).toMatchObject({ outcome: 'priced', revision: 3, 'price.revision': 3 });
    expect(Object.values(world.ledger.evidence).map(({ context }) => context)).toEqual([1, 2]);
    expect(world.bus).toHaveLength(1);
  });

  it('drops its proposal if the price now stands', async () => {
    const retire = (line: Pipeline) => {
      overtake(line);
      line.world.catalog.products['SKU1'] = product({ status: 'retired' });
    };
    const { world } = await play(refusedBy(retire));
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'held', reason: 'retired' });
    expect(world.ledger.evidence['event-2#2']).not.toHaveProperty('proposal');
    expect(shown(world)).toBe(1_000);
  });

  it('asks for a proposal if the price stood before', async () => {
    const unretire = (line: Pipeline) => {
      overtake(line);
      line.world.catalog.products['SKU1'] = product();
    };
    const { options, arrange } = refusedBy(unretire);
    const { world, faults } = await play({
      options: { ...options, product: product({ status: 'retired' }) },
      arrange,
    });
    expect(faults.calls('model.predict')).toBe(1);
    expect(rowOf(world, 'event-2').outcome).toBe('priced');
  });

  it('is superseded if a newer event was decided first', async () => {
    const { world } = await play(
      refusedBy((line) => {
        overtake(line);
        stateOf(line.world).sequence = 3;
      }),
    );
    expect(rowOf(world, 'event-2')).toMatchObject({
      outcome: 'superseded',
      reason: 'sequence 3 was decided before',
    });
    expect(stateOf(world)).toMatchObject({ revision: 2, price: { amount: 1_000 } });
  });

  it('is closed as committed if its own duplicate was first', async () => {
    const { world } = await play(
      refusedBy(({ world: { states } }) => {
        const mark = { outcome: 'held', revision: 2, reason: 'by the duplicate', at: NOW } as const;
        const before = states['SKU1'];
        if (before) states['SKU1'] = { ...before, revision: 2, sequence: 2, unsettled: { 'event-2': mark } };
      }),
    );
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'held', reason: 'by the duplicate' });
    expect(stateOf(world)).toMatchObject({ revision: 2, unsettled: EMPTY });
  });
});

describe('a state that changes during every judgement', () => {
  const scenario = SCENARIOS['a state that keeps moving on'];

  it('leaves the event open after ten rejudgements, and never dead-letters it', async () => {
    const { world, ran } = await play(scenario);
    expect(attemptsAt(ran, 'Commit')).toHaveLength(11);
    expect(ran).toMatchObject({ status: 'FAILED', error: 'LeftForSweeper' });
    expect(ran.cause).toMatch(/^Contended: /);
    expect(rowOf(world, 'event-2').outcome).toBeUndefined();
    expect(world.deadLetters).toEqual([]);
  });

  it('lets the sweeper finish the event once the state no longer changes', async () => {
    const { world, faults, sweep } = await play(scenario);
    faults.plan({});
    const [ran] = await sweep();
    expect(ran?.status).toBe('SUCCEEDED');
    expect(rowOf(world, 'event-2')).toMatchObject({
      outcome: 'priced',
      sweeps: 1,
      executions: { length: 2 },
    });
    expect(shown(world)).toBe(1_500);
  });
});
