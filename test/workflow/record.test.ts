import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import type { Trace, TraceState } from '../../domain/record/trace.ts';
import { executionKey } from '../../domain/record/trace-part.ts';
import { inventory } from './support/envelopes.ts';
import { failing, following } from './support/faults.ts';
import { type Pipeline, pipeline } from './support/pipeline.ts';
import { tracesIn } from './support/recorded.ts';
import { byModel, openRow, play, SCENARIOS, type ScenarioName } from './support/scenarios.ts';
import { type Passed, passedIn, type Ran } from './support/trace.ts';

/** Paths that no record contains, in any run. */
const UNKNOWN = {
  'ReceiveEvent input.envelope.sweep': 'a restart by the sweeper keeps no envelope',
  'ReceiveEvent input.envelope.waiting': 'nor does one from the queue of waiting events',
  'ReceiveEvent input.envelope.acceptedAt': 'a stamp of ours on a restarted event',
  'ReceiveEvent input.execution': 'an execution that began after the end is known by the end of its name',
  'LoadContext input.execution': 'an execution that began after the end is known by the end of its name',
  'AnnouncePrice input.Entries.0.EventBusName': 'names of a stage are no part of the record',
  'SendDeadLetter input.QueueUrl': 'names of a stage are no part of the record',
  'DeadLetter output.message.deadLetteredAt': 'a time of the letter alone',
  'DeadLetter variables.deadLetter.message.deadLetteredAt': 'a time of the letter alone',
  'SendDeadLetter input.MessageBody.deadLetteredAt': 'a time of the letter alone',
  'NoteTrace input': 'the trace itself',
  'KeepWaiting input': 'the message holds what the execution was started with',
} as const;

/** Further paths that the record of one run lacks. */
const UNKNOWN_IN: Record<string, string[]> = {
  // These worlds have a mark without the evidence of its decision, which really is written before any mark.
  'an event that was priced before a crash': [
    '- LoadContext output.mark.at',
    '- LoadContext variables.mark.at',
    '- ChooseWay variables.ending.at',
    '- PublishPrice output.price',
    '- PublishPrice variables.publication.price',
    '- AnnouncePrice input.Entries.0.Detail.price',
    '- AnnouncePrice input.Entries.0.Detail.currency',
    '- AnnouncePrice input.Entries.0.Detail.price.revision',
    '- AnnouncePrice input.Entries.0.Detail.decidedAt',
    '- AnnouncePrice input.Entries.0.Detail.eventId',
    '- Close input.ending.at',
    '- Close input.publication.price',
  ],
  'an event that was held before a crash': [
    '- LoadContext output.mark.at',
    '- LoadContext variables.mark.at',
    '- ChooseWay variables.ending.at',
    '- Close input.ending.at',
  ],
  // The row of a dead letter has no revision, and its time is stored nowhere else. In this world the mark has no stage,
  // unlike real marks.
  'an event that was dead-lettered before a crash': [
    '- LoadContext output.mark.revision',
    '- LoadContext output.mark.at',
    '! LoadContext output.mark.stage',
    '- LoadContext variables.mark.revision',
    '- LoadContext variables.mark.at',
    '! LoadContext variables.mark.stage',
  ],
  // Context and proposal are stored with a decision, and these events have none.
  'an event restarted too often': [
    '- LoadContext output',
    '- LoadContext variables.next',
    '- LoadContext variables.context',
  ],
  'a fault, while a newer event is decided': [
    '- LoadContext output.context',
    '- LoadContext variables.context',
    '- FallbackPrice input.context',
  ],
  'a fault, while another execution ends the event': [
    '- LoadContext output.context',
    '- LoadContext variables.context',
    '- FallbackPrice input.context',
  ],
  // Of two decisions on one context the first is stored, the second nowhere.
  'a decision that the next execution takes up': [
    '- LoadContext output.context.loadedAt',
    '- LoadContext variables.context.loadedAt',
    '- FallbackPrice input.context.loadedAt',
    '- FallbackPrice output',
    '- FallbackPrice variables',
    '- ApplyGuardrails input.context.loadedAt',
    '- ApplyGuardrails input.proposal',
    '- ApplyGuardrails output',
    '- ApplyGuardrails variables',
    '- Commit input.context.loadedAt',
    '- Commit input.proposal',
    '- Commit input.decision',
  ],
  // The row has the publication time of the execution that closed it.
  'a close that comes too late': [
    '- PublishPrice output.at',
    '- PublishPrice variables.publication.at',
    '- AnnouncePrice input.Entries.0.Detail.publishedAt',
    '- Close input.publication.at',
  ],
};

/** Scenarios whose execution dies without a row. */
const WITHOUT_ROW: readonly ScenarioName[] = [
  'an event that fails the first expression for good',
  'a store that is away from the first call on',
  'a fault in ReceiveEvent, before the row is there',
  'an outage of the stores and of the queue',
];

/** Events with several executions. */
const STORIES: Record<string, (line: Pipeline) => Promise<Ran[]>> = {
  'a price that the sweeper has published': async (line) => {
    line.faults.plan({ PublishPrice: failing('TypeError') });
    const ran = await line.start(inventory());
    line.faults.plan({});
    return [ran, ...(await line.sweep())];
  },
  'a decision that the next execution takes up': async (line) => {
    line.faults.plan({ 'priceStates.commit': failing('StoreUnavailable') });
    const ran = await line.start(inventory());
    line.faults.plan({});
    return [ran, ...(await line.restartWaiting())];
  },
  'an event that comes twice': async (line) => [await line.start(inventory()), await line.start(inventory())],
  'a close that comes too late': async (line) => {
    let other: Ran | undefined;
    line.faults.plan({
      Close: [
        following(async () => {
          other = await line.start(inventory());
          await line.sweep({ after: 5 });
        }),
      ],
    });
    const ran = await line.start(inventory());
    return other ? [ran, other] : [ran];
  },
  'a close that took effect and failed': async (line) => {
    line.faults.plan({ Close: async (real) => real().then(() => Promise.reject(new TypeError('lost'))) });
    return [await line.start(inventory())];
  },
};

/** Paths where the rebuilt value lacks something (`-`) or differs (`!`). */
function differences(real: unknown, rebuilt: unknown, path: string): string[] {
  if (isDeepStrictEqual(real, rebuilt) || real === undefined) return [];
  if (rebuilt === undefined) return [`- ${path}`];
  // The workflow cuts the causes that it carries.
  if (path.endsWith('.cause') && String(real).startsWith(String(rebuilt))) return [];
  if (typeof real !== 'object' || typeof rebuilt !== 'object' || real === null || rebuilt === null)
    return [`! ${path}`];
  const keys = new Set([...Object.keys(real), ...Object.keys(rebuilt)]);
  return [...keys].flatMap((key) => {
    const [a, b] = [real, rebuilt].map((each) => (each as Record<string, unknown>)[key]);
    return a === undefined && b !== undefined ? [`! ${path}.${key}`] : differences(a, b, `${path}.${key}`);
  });
}

const PARTS = ['input', 'output', 'variables'] as const;

/** The value after a round trip through JSON. */
const plain = (state: TraceState | undefined, part: (typeof PARTS)[number]): unknown =>
  state?.[part] && JSON.parse(JSON.stringify(state[part].value));

const compared = (passed: Passed[], { states }: Trace): string[] =>
  passed.flatMap((real, at) =>
    PARTS.flatMap((part) => differences(real[part], plain(states[at], part), `${real.name} ${part}`)),
  );

const seen = new Set<string>();

/** Asserts the same states and the same end. Returns what the record lacks, without what every record lacks. */
function lackingIn(ran: Ran, traces: Trace[]): string[] {
  const arn = ran.records[0]?.execution_arn ?? '';
  const trace = traces.find(({ execution }) => execution === executionKey(arn));
  if (trace === undefined) throw new Error(`the record names no execution ${arn}`);
  expect(trace.states.map((each) => each.name)).toEqual(ran.visited);
  expect(trace.status).toBe(ran.status === 'SUCCEEDED' ? 'succeeded' : 'failed');
  const found = compared(passedIn(ran), trace);
  const isKnown = (each: string) => each.startsWith('- ') && each.slice(2) in UNKNOWN;
  for (const each of found.filter(isKnown)) seen.add(each.slice(2));
  return found.filter((each) => !isKnown(each));
}

describe('the record equals what the engine passed', () => {
  const names = (Object.keys(SCENARIOS) as ScenarioName[]).filter((name) => !WITHOUT_ROW.includes(name));

  it.each(names)('%s', async (name) => {
    const { ran, world } = await play(SCENARIOS[name]);
    expect(lackingIn(ran, tracesIn(world))).toEqual(UNKNOWN_IN[name] ?? []);
  });

  it.each(Object.keys(STORIES))('%s', async (name) => {
    const line = pipeline();
    const ran = await STORIES[name]?.(line);
    const traces = tracesIn(line.world);
    const lacking = (ran ?? []).flatMap((each) => lackingIn(each, traces));
    expect(ran).not.toHaveLength(0);
    expect([...new Set(lacking)]).toEqual(UNKNOWN_IN[name] ?? []);
  });

  it.each(WITHOUT_ROW)('holds nothing of %s', async (name) => {
    expect(tracesIn((await play(SCENARIOS[name])).world)).toEqual([]);
  });

  afterAll(() => expect(Object.keys(UNKNOWN).filter((each) => !seen.has(each))).toEqual([]));
});

it('shows how an execution died, and what the next one found', async () => {
  const line = pipeline(byModel);
  openRow(line);
  await line.start(inventory());
  expect(tracesIn(line.world).map(({ end }) => end.text)).toEqual([
    'left nothing, and died; the next execution found it undecided, and judged it',
    'closed the event: priced',
  ]);
});
