import { describe, expect, it } from 'vitest';
import { CloseInput } from '../../tasks/close.ts';
import { subjectOf } from '../../tasks/telemetry/subject.ts';
import { ID } from '../unit/domain/make.ts';
import { asl, isLambda } from './support/definition.ts';
import { byModel, play, SCENARIOS, type ScenarioName } from './support/scenarios.ts';
import type { Ran } from './support/trace.ts';

const FUNCTION = 'arn:aws:lambda:eu-central-1:123456789012:function:task:live';

/** The payloads of the Lambda tasks, by state, in the order of the calls. */
const payloadsOf = ({ attempts }: Ran): [state: string, payload: unknown][] =>
  attempts
    .filter(({ state }) => isLambda(asl.States[state] ?? { Type: '' }))
    .map(({ state, parameters }) => [state, JSON.parse(parameters).Payload]);

async function closing(name: ScenarioName) {
  const { ran } = await play(SCENARIOS[name]);
  return CloseInput.parse(payloadsOf(ran).find(([state]) => state === 'Close')?.[1]);
}

describe('the subject of a task in the log', () => {
  const told = async (name: ScenarioName) => {
    const { ran } = await play(SCENARIOS[name]);
    const [{ execution_arn: execution } = { execution_arn: '' }] = ran.records;
    return {
      execution,
      subjects: payloadsOf(ran).map(([state, of]) => [state, subjectOf(of, FUNCTION)] as const),
    };
  };

  it.each(Object.keys(SCENARIOS) as ScenarioName[])(
    'has event and execution in every state of %s',
    async (name) => {
      const { execution, subjects } = await told(name);
      expect(subjects.length).toBeGreaterThan(0);
      for (const [state, { eventId, execution: of }] of subjects)
        expect({ state, eventId, of }).toEqual({ state, eventId: 'event-2', of: execution });
    },
  );

  it.each(Object.keys(SCENARIOS) as ScenarioName[])('has the product in every state of %s', async (name) => {
    const { subjects } = await told(name);
    // An unreadable event has no known product before its dead letter.
    const unread = [
      'an event that cannot be read',
      'an event that was fenced off before a crash',
      'an event that fails the first expression for good',
      'a fault in ReceiveEvent, before the row is there',
    ];
    // The detail is unknown if no expression can read the event.
    const none = name === 'an event that no expression can read';
    const known = none ? [] : unread.includes(name) ? subjects.slice(0, 1) : subjects;
    for (const [state, { productId }] of known)
      expect({ state, productId }).toEqual({ state, productId: ID });
  });
});

describe('the metrics that Close receives', () => {
  it('include the source of the price', async () => {
    const { judged } = await closing('a price by the model');
    expect(judged).toMatchObject({ source: 'model' });
    expect(judged?.fallbackReason).toBeNull();
  });

  it('include the error that caused a fallback', async () => {
    const { judged } = await closing('a price by the rules for want of the model');
    expect(judged).toMatchObject({ source: 'rules', fallbackReason: 'ModelUnavailable: injected' });
  });

  it('include each verdict except pass', async () => {
    const { ran, world } = await play({ options: byModel });
    const [evidence] = Object.values(world.ledger.evidence);
    const spoke = (evidence?.decision.trail ?? [])
      .filter(({ verdict }) => verdict !== 'pass' && verdict !== 'skipped')
      .map(({ guardrail, verdict }) => `${guardrail}.${verdict}`);
    const { judged } = CloseInput.parse(payloadsOf(ran).find(([state]) => state === 'Close')?.[1]);
    expect(judged?.guardrails).toEqual(spoke);
  });

  it('include an empty list if no guardrail was asked', async () => {
    const { judged } = await closing('a price that stands');
    expect(judged?.guardrails).toEqual([]);
    expect(judged?.source).toBeNull();
  });

  it.each([
    'an event that is older than the last one decided',
    'an event that cannot be read',
    'an event that was held before a crash',
  ] satisfies ScenarioName[])('is nothing for %s', async (name) => {
    expect((await closing(name)).judged).toBeNull();
  });
});
