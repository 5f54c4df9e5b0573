import { describe, expect, it } from 'vitest';
import { EMPTY } from '../empty.ts';
import { isLambda, tasks } from './support/definition.ts';
import { answering, type Fault } from './support/faults.ts';
import type { Target } from './support/pipeline.ts';
import { play, visiting } from './support/scenarios.ts';
import { rowOf, stateOf } from './support/world.ts';

const lambdas = tasks.filter(([, state]) => isLambda(state)).map(([name]) => name);

const GARBAGE: [what: string, target: (name: string) => string, fault: Fault][] = [
  ['nothing', (name) => name, answering(null)],
  ['a text', (name) => name, answering('garbage')],
  ['an empty object', (name) => name, answering({})],
  ['what is no JSON', (name) => `lambda ${name}`, answering({ payload: 'gar{bage' })],
];

// The tasks give no such answer, but a wrong deployment might, and must lose no event.
describe.each(lambdas)('%s', (name) => {
  it.each(GARBAGE)('answers %s, and its event still ends in one outcome', async (_what, target, fault) => {
    const line = await play(visiting(name), { faults: { [target(name) as Target]: fault } });
    line.faults.plan({});
    // The reconciliation restarts an event without a row.
    if (Object.keys(line.world.ledger.rows).length === 0) await line.start(line.envelope);
    await line.sweep();
    await line.settleMarks();
    const { outcome } = rowOf(line.world, 'event-2');
    expect(outcome).toMatch(/priced|held|dead-lettered/);
    expect(stateOf(line.world)).toMatchObject({ revision: 2, unsettled: EMPTY });
    expect(line.world.deadLetters).toHaveLength(outcome === 'dead-lettered' ? 1 : 0);
  });
});
