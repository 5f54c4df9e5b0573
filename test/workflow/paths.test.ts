import { describe, expect, it } from 'vitest';
import { type Asl, asl, targetOf, tasks } from './support/definition.ts';
import { failing } from './support/faults.ts';
import { boundDefinition } from './support/pipeline.ts';
import {
  LARGE_IN_OUTAGE,
  play,
  SCENARIOS,
  type Scenario,
  type ScenarioName,
  visiting,
} from './support/scenarios.ts';
import { instrumented, waysIn, waysOf } from './support/ways.ts';

const LEFT = 'FAILED LeftForSweeper';
const DEAD = 'FAILED DeadLettered';
const WAITS = 'FAILED Waiting';

const PATHS: Record<ScenarioName, [path: string, end: string]> = {
  'a price by the rules': [
    `ReceiveEvent LoadContext ChooseWay FallbackPrice ApplyGuardrails Commit CheckCommitted PublishPrice CheckPublished AnnouncePrice Close CheckClosed Done`,
    'SUCCEEDED',
  ],
  'a price by the model': [
    `ReceiveEvent LoadContext ChooseWay PredictPrice ApplyGuardrails Commit CheckCommitted PublishPrice CheckPublished AnnouncePrice Close CheckClosed Done`,
    'SUCCEEDED',
  ],
  'a price by the model, and what its challenger makes of it': [
    `ReceiveEvent LoadContext ChooseWay PredictPrice ApplyGuardrails Commit CheckCommitted PublishPrice CheckPublished AnnouncePrice Close CheckClosed ChallengePrice Done`,
    'SUCCEEDED',
  ],
  'a price by the rules for want of the model': [
    `ReceiveEvent LoadContext ChooseWay PredictPrice FallbackPrice ApplyGuardrails Commit CheckCommitted PublishPrice CheckPublished AnnouncePrice Close CheckClosed Done`,
    'SUCCEEDED',
  ],
  'a price that stands': [
    `ReceiveEvent LoadContext ChooseWay ApplyGuardrails Commit CheckCommitted Close CheckClosed Done`,
    'SUCCEEDED',
  ],
  'an event that has its outcome': ['ReceiveEvent LoadContext ChooseWay Duplicate', 'SUCCEEDED'],
  'an event that is older than the last one decided': [
    'ReceiveEvent LoadContext ChooseWay Close CheckClosed Done',
    'SUCCEEDED',
  ],
  'an event that cannot be read': [
    'ReceiveEvent CheckFailure DeadLetter CheckFence SendDeadLetter Close CheckClosed DeadLettered',
    DEAD,
  ],
  'an event that no expression can read': [
    'ReceiveEvent CheckUnread ReceiveEvent CheckFailure DeadLetter CheckFence SendDeadLetter Close CheckClosed DeadLettered',
    DEAD,
  ],
  'an event that fails the first expression for good': [
    'ReceiveEvent CheckUnread ReceiveEvent CheckUnread DeadLetter CheckFence CheckFailure CheckPassing KeepWaiting Waiting',
    WAITS,
  ],
  'a sequence far too high': [
    `ReceiveEvent LoadContext CheckFailure DeadLetter CheckFence SendDeadLetter Close CheckClosed DeadLettered`,
    DEAD,
  ],
  'an event that was priced before a crash': [
    `ReceiveEvent LoadContext ChooseWay PublishPrice CheckPublished AnnouncePrice Close CheckClosed Done`,
    'SUCCEEDED',
  ],
  'an event that was held before a crash': [
    `ReceiveEvent LoadContext ChooseWay Close CheckClosed Done`,
    'SUCCEEDED',
  ],
  'an event that was dead-lettered before a crash': [
    `ReceiveEvent LoadContext ChooseWay DeadLetter CheckFence SendDeadLetter Close CheckClosed DeadLettered`,
    DEAD,
  ],
  'an event that was fenced off before a crash': [
    'ReceiveEvent LoadContext ChooseWay DeadLetter CheckFence SendDeadLetter Close CheckClosed DeadLettered',
    DEAD,
  ],
  'an event restarted too often': [
    `ReceiveEvent LoadContext ChooseWay DeadLetter CheckFence SendDeadLetter Close CheckClosed DeadLettered`,
    DEAD,
  ],
  'a state that moves on once': [
    `ReceiveEvent LoadContext ChooseWay FallbackPrice ApplyGuardrails Commit CheckCommitted LoadContext ChooseWay ApplyGuardrails Commit CheckCommitted PublishPrice CheckPublished AnnouncePrice Close CheckClosed Done`,
    'SUCCEEDED',
  ],
  'a state that keeps moving on': [
    `ReceiveEvent LoadContext ChooseWay FallbackPrice ApplyGuardrails Commit CheckCommitted ${'LoadContext ChooseWay ApplyGuardrails Commit CheckCommitted '.repeat(10)}NoteTrace CheckPassing LeaveForSweeper`,
    LEFT,
  ],
  'an event that another execution ends first': [
    'ReceiveEvent LoadContext ChooseWay FallbackPrice ApplyGuardrails Commit CheckCommitted AlreadyClosed',
    'SUCCEEDED',
  ],
  'an event that another execution fences off first': [
    'ReceiveEvent LoadContext ChooseWay FallbackPrice ApplyGuardrails Commit CheckCommitted DeadLetter CheckFence SendDeadLetter Close CheckClosed DeadLettered',
    DEAD,
  ],
  'a price that is overtaken before it is published': [
    `ReceiveEvent LoadContext ChooseWay FallbackPrice ApplyGuardrails Commit CheckCommitted PublishPrice CheckPublished Close CheckClosed Done`,
    'SUCCEEDED',
  ],
  'a fault, while a newer event is decided': [
    'ReceiveEvent LoadContext ChooseWay FallbackPrice CheckFailure DeadLetter CheckFence Close CheckClosed Done',
    'SUCCEEDED',
  ],
  'a fault, while another execution ends the event': [
    'ReceiveEvent LoadContext ChooseWay FallbackPrice CheckFailure DeadLetter CheckFence AlreadyClosed',
    'SUCCEEDED',
  ],
  'a store that is away from the first call on': [
    'ReceiveEvent CheckFailure CheckPassing KeepWaiting Waiting',
    WAITS,
  ],
  'a store that goes away on the way': [
    'ReceiveEvent LoadContext CheckFailure NoteTrace CheckPassing KeepWaiting Waiting',
    WAITS,
  ],
  'a fault in ReceiveEvent, before the row is there': [
    'ReceiveEvent CheckFailure DeadLetter CheckFence CheckFailure CheckPassing KeepWaiting Waiting',
    WAITS,
  ],
  'a time-out that came too often': [
    'ReceiveEvent LoadContext CheckFailure DeadLetter CheckFence SendDeadLetter Close CheckClosed DeadLettered',
    DEAD,
  ],
  'an outage of the stores and of the queue': [
    'ReceiveEvent CheckFailure CheckPassing KeepWaiting LeaveForSweeper',
    LEFT,
  ],
  'a commit that took effect and failed': [
    'ReceiveEvent LoadContext ChooseWay FallbackPrice ApplyGuardrails Commit CheckFailure DeadLetter CheckFence NoteTrace CheckPassing LeaveForSweeper',
    LEFT,
  ],
};

describe('the path of an event', () => {
  it.each(Object.entries(PATHS) as [ScenarioName, [string, string]][])(
    'is as expected for %s',
    async (name, [path, end]) => {
      const { ran } = await play(SCENARIOS[name]);
      expect(ran.visited.join(' ')).toBe(path);
      expect([ran.status, ran.error].filter(Boolean).join(' ')).toBe(end);
    },
  );

  it('leaves an event to the archive if it is too large for the waiting queue', async () => {
    const { ran, world } = await play(LARGE_IN_OUTAGE);
    expect(ran.visited.join(' ')).toBe('ReceiveEvent CheckFailure CheckPassing LeaveForSweeper');
    expect(world.waiting).toEqual([]);
  });

  it('covers every rule, Default, Next and Catch of the file', async () => {
    const definition = instrumented(boundDefinition() as Asl);
    const catches = tasks.map(([name, state]): Scenario => {
      const scenario = visiting(name);
      return {
        ...scenario,
        options: {
          ...scenario.options,
          faults: { ...scenario.options?.faults, [targetOf(name, state)]: failing('Any') },
        },
      };
    });
    const walked = new Set<string>();
    for (const scenario of [...Object.values(SCENARIOS), LARGE_IN_OUTAGE, ...catches]) {
      const { ran } = await play(scenario, { definition });
      for (const way of waysOf(ran)) walked.add(way);
    }
    expect(waysIn(asl).filter((way) => !walked.has(way))).toEqual([]);
  });
});
