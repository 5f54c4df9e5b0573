import { describe, expect, it } from 'vitest';
import { type Asl, asl, targetOf, tasks } from './support/definition.ts';
import { failing } from './support/faults.ts';
import { boundDefinition } from './support/pipeline.ts';
import { play, SCENARIOS, type Scenario, type ScenarioName, visiting } from './support/scenarios.ts';
import { instrumented, waysIn, waysOf } from './support/ways.ts';

const END = 'Settle CheckEnding';
const LEFT = 'FAILED LeftForSweeper';
const DEAD = 'FAILED DeadLettered';

const PATHS: Record<ScenarioName, [path: string, end: string]> = {
  'a price by the rules': [
    `ReceiveEvent CheckReceived LoadContext ChooseWay FallbackPrice ApplyGuardrails Commit CheckCommitted PublishPrice CheckPublished AnnouncePrice Close CheckMark ${END} Done`,
    'SUCCEEDED',
  ],
  'a price by the model': [
    `ReceiveEvent CheckReceived LoadContext ChooseWay PredictPrice ApplyGuardrails Commit CheckCommitted PublishPrice CheckPublished AnnouncePrice Close CheckMark ${END} Done`,
    'SUCCEEDED',
  ],
  'a price by the model, and what its challenger makes of it': [
    `ReceiveEvent CheckReceived LoadContext ChooseWay PredictPrice ApplyGuardrails Commit CheckCommitted PublishPrice CheckPublished AnnouncePrice Close CheckMark ${END} ChallengePrice Done`,
    'SUCCEEDED',
  ],
  'a price by the rules for want of the model': [
    `ReceiveEvent CheckReceived LoadContext ChooseWay PredictPrice FallbackPrice ApplyGuardrails Commit CheckCommitted PublishPrice CheckPublished AnnouncePrice Close CheckMark ${END} Done`,
    'SUCCEEDED',
  ],
  'a price that stands': [
    `ReceiveEvent CheckReceived LoadContext ChooseWay ApplyGuardrails Commit CheckCommitted Close CheckMark ${END} Done`,
    'SUCCEEDED',
  ],
  'an event that has its outcome': ['ReceiveEvent CheckReceived Duplicate', 'SUCCEEDED'],
  'an event that is older than the last one decided': [
    'ReceiveEvent CheckReceived LoadContext ChooseWay Close CheckMark Done',
    'SUCCEEDED',
  ],
  'an event that cannot be read': [
    'ReceiveEvent DeadLetter CheckFence SendDeadLetter Close CheckMark DeadLettered',
    DEAD,
  ],
  'a sequence far too high': [
    `ReceiveEvent CheckReceived LoadContext DeadLetter CheckFence SendDeadLetter Close CheckMark ${END} DeadLettered`,
    DEAD,
  ],
  'an event that was priced before a crash': [
    `ReceiveEvent CheckReceived LoadContext ChooseWay PublishPrice CheckPublished AnnouncePrice Close CheckMark ${END} Done`,
    'SUCCEEDED',
  ],
  'an event that was held before a crash': [
    `ReceiveEvent CheckReceived LoadContext ChooseWay Close CheckMark ${END} Done`,
    'SUCCEEDED',
  ],
  'an event that was dead-lettered before a crash': [
    `ReceiveEvent CheckReceived LoadContext ChooseWay DeadLetter CheckFence SendDeadLetter Close CheckMark ${END} DeadLettered`,
    DEAD,
  ],
  'an event that was fenced off before a crash': [
    'ReceiveEvent CheckReceived DeadLetter CheckFence SendDeadLetter Close CheckMark DeadLettered',
    DEAD,
  ],
  'an event restarted too often': [
    `ReceiveEvent CheckReceived LoadContext ChooseWay DeadLetter CheckFence SendDeadLetter Close CheckMark ${END} DeadLettered`,
    DEAD,
  ],
  'a state that moves on once': [
    `ReceiveEvent CheckReceived LoadContext ChooseWay FallbackPrice ApplyGuardrails Commit CheckCommitted LoadContext ChooseWay ApplyGuardrails Commit CheckCommitted PublishPrice CheckPublished AnnouncePrice Close CheckMark ${END} Done`,
    'SUCCEEDED',
  ],
  'a state that keeps moving on': [
    `ReceiveEvent CheckReceived LoadContext ChooseWay FallbackPrice ApplyGuardrails Commit CheckCommitted ${'LoadContext ChooseWay ApplyGuardrails Commit CheckCommitted '.repeat(10)}LeaveForSweeper`,
    LEFT,
  ],
  'an event that another execution ends first': [
    'ReceiveEvent CheckReceived LoadContext ChooseWay FallbackPrice ApplyGuardrails Commit CheckCommitted AlreadyClosed',
    'SUCCEEDED',
  ],
  'an event that another execution fences off first': [
    'ReceiveEvent CheckReceived LoadContext ChooseWay FallbackPrice ApplyGuardrails Commit CheckCommitted DeadLetter CheckFence SendDeadLetter Close CheckMark DeadLettered',
    DEAD,
  ],
  'a price that is overtaken before it is published': [
    `ReceiveEvent CheckReceived LoadContext ChooseWay FallbackPrice ApplyGuardrails Commit CheckCommitted PublishPrice CheckPublished Close CheckMark ${END} Done`,
    'SUCCEEDED',
  ],
  'a fault, while a newer event is decided': [
    'ReceiveEvent CheckReceived LoadContext ChooseWay FallbackPrice DeadLetter CheckFence Close CheckMark Done',
    'SUCCEEDED',
  ],
  'a fault, while another execution ends the event': [
    'ReceiveEvent CheckReceived LoadContext ChooseWay FallbackPrice DeadLetter CheckFence AlreadyClosed',
    'SUCCEEDED',
  ],
  'a commit that took effect and failed': [
    'ReceiveEvent CheckReceived LoadContext ChooseWay FallbackPrice ApplyGuardrails Commit DeadLetter CheckFence LeaveForSweeper',
    LEFT,
  ],
};

describe('the way of an event', () => {
  it.each(Object.entries(PATHS) as [ScenarioName, [string, string]][])(
    'is as it should be for %s',
    async (name, [path, end]) => {
      const { ran } = await play(SCENARIOS[name]);
      expect(ran.visited.join(' ')).toBe(path);
      expect([ran.status, ran.error].filter(Boolean).join(' ')).toBe(end);
    },
  );

  it('leaves no rule, Default, Next and Catch of the file unwalked', async () => {
    const definition = instrumented(boundDefinition() as Asl);
    const catches = tasks.map(([name, state]): Scenario => {
      const scenario = visiting(name);
      return {
        ...scenario,
        options: { ...scenario.options, faults: { [targetOf(name, state)]: failing('Any') } },
      };
    });
    const walked = new Set<string>();
    for (const scenario of [...Object.values(SCENARIOS), ...catches]) {
      const { ran } = await play(scenario, { definition });
      for (const way of waysOf(ran)) walked.add(way);
    }
    expect(waysIn(asl).filter((way) => !walked.has(way))).toEqual([]);
  });
});
