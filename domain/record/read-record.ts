import { messageIn } from '../values/cause.ts';
import { later } from '../values/time.ts';
import type { Facts } from './answers.ts';
import { closerOf, type End, endOf, type IsPassing } from './end.ts';
import { executionsOf, type Left, startOf } from './executions.ts';
import { type Fields, payloadOf } from './fields.ts';
import type { Evidence, LedgerRow } from './ledger.ts';
import { STATES } from './states.ts';
import { nextOf, type Step, stepsOf, withJudgements } from './steps.ts';
import type { Trace, TraceAttempt, TraceState } from './trace.ts';
import type { TraceEntry } from './trace-part.ts';
import type { WorkflowGraph } from './workflow-graph.ts';

/** The record of one event. */
export interface EventRecord {
  row: LedgerRow;
  evidence: readonly Evidence[];
  /** The terms of each policy version that the evidence names. */
  terms: Facts['terms'];
}

/** The workflow definition that the executions ran. */
export interface Workflow {
  graph: WorkflowGraph;
  isPassing: IsPassing;
}

/** Whether the record was written by a version of Pricewire that stored no trace. */
export const isWithoutTrace = ({ row, evidence }: Pick<EventRecord, 'row' | 'evidence'>): boolean =>
  row.traces === undefined && evidence.every(({ trace }) => trace === undefined);

/** The traces of the executions of an event, in the order of their starts, as far as the record holds them. */
export function readRecord(record: EventRecord, workflow: Workflow): Trace[] {
  const { row } = record;
  const evidence = record.evidence.map((each) => withAnswer(each, record.evidence));
  const executions = executionsOf(row, evidence);
  const closer = closerOf(row, executions);
  const committed = evidence.find(({ context }) => context + 1 === row.revision);
  const dead = executions.find(({ entries }) => entries.some((each) => each?.state === 'DeadLetter'));
  const traces = executions.map((left) => {
    const end = endOf(row, left, { closer, isPassing: workflow.isPassing });
    const facts: Facts = {
      row,
      committed,
      terms: record.terms,
      arn: left.arn,
      entries: left.entries,
      end,
      deadBefore:
        left === dead && row.stage === 'Sweep'
          ? 'given-up'
          : row.fencedAt === undefined
            ? 'marked'
            : 'fenced',
    };
    return traceOf(left, end, rebuilt(workflow.graph, left, facts), row);
  });
  return traces.map((trace, at) => withFindings(trace, traces[at + 1]));
}

/** After a rejudgement the model's answer is in the evidence of the proposal's first decision. */
function withAnswer(evidence: Evidence, all: readonly Evidence[]): Evidence {
  const { proposal } = evidence;
  if (proposal === undefined || proposal.answered || proposal.madeOn === evidence.context) return evidence;
  const answered = all.find(({ context }) => context === proposal.madeOn)?.proposal?.answered;
  return answered ? { ...evidence, proposal: { ...proposal, answered } } : evidence;
}

/** Follows the execution state by state and tracks the workflow's variables. */
function rebuilt(graph: WorkflowGraph, left: Left, facts: Facts): TraceState[] {
  const states = follow(graph, left, facts);
  const asked = states.variables;
  const { model } =
    (asked['context']?.value as { policy?: { model?: { challenger?: string } } } | null)?.policy ?? {};
  const isChallenged =
    facts.end.onward[0] === 'Done' && asked['next']?.value === 'ask-model' && model?.challenger !== undefined;
  if (!isChallenged) return states.stays;
  return follow(graph, left, { ...facts, end: { ...facts.end, onward: ['ChallengePrice', 'Done'] } }).stays;
}

function follow(graph: WorkflowGraph, left: Left, facts: Facts): { stays: TraceState[]; variables: Fields } {
  const plain = stepsOf(graph, left, facts.end.onward);
  const steps = withJudgements(plain, left.evidence, facts.committed);
  let vars: Fields = {};
  let known = startOf(left) ?? facts.row.receivedAt;
  const stays = steps.map((step, at): TraceState => {
    const { input, output, assigned } =
      STATES[step.name]?.({ step, next: nextOf(steps, at), vars, facts }) ?? {};
    vars = { ...vars, ...assigned };
    const payloads = { input: payloadOf(input), output: payloadOf(output), variables: payloadOf(assigned) };
    const stay = stayOf(step, known);
    known = later(known, step.entry?.left ?? step.entry?.began ?? known);
    // The closing state's end is not recorded: it is the end of the event itself.
    if (step.name === 'Close' && facts.end.kind === 'closed')
      known = later(known, facts.row.closedAt ?? known);
    return {
      ...stay,
      ...Object.fromEntries(Object.entries(payloads).filter(([, payload]) => payload !== undefined)),
    };
  });
  return { stays, variables: vars };
}

function stayOf({ name, type, entry }: Step, known: string): TraceState {
  if (entry === undefined) {
    const passes = type !== 'Task' && type !== 'Fail' && type !== 'Succeed';
    return {
      name,
      type,
      from: 'derived',
      enteredAt: known,
      ...(passes ? { exitedAt: known } : {}),
      attempts: [],
    };
  }
  return {
    name,
    type,
    from: 'kept',
    enteredAt: entry.entered,
    ...(entry.left === undefined ? {} : { exitedAt: entry.left }),
    attempts: attemptsOf(entry),
    ...(entry.error ? { error: readable(entry.error) } : {}),
  };
}

function attemptsOf({ state, left, retries = 0, began, ended, error }: TraceEntry): TraceAttempt[] {
  // A failed expression makes no call.
  if (error?.error === 'States.QueryEvaluationError') return [];
  const isWriting = state === 'Close' || state === 'ReceiveEvent';
  const last: TraceAttempt = {
    status: statusOf(error?.error, left !== undefined || isWriting),
    ...(began === undefined ? {} : { startedAt: began }),
    ...(ended === undefined ? {} : { endedAt: ended }),
    ...(error ? readable(error) : {}),
  };
  return [...Array.from({ length: retries }, (): TraceAttempt => ({ status: 'failed' })), last];
}

// The rest of the cause is a stack that may be cut; the variables contain the full text.
const readable = ({ error, cause }: NonNullable<TraceEntry['error']>) => ({ error, cause: messageIn(cause) });

function statusOf(error: string | undefined, isDone: boolean): TraceAttempt['status'] {
  if (error !== undefined) return error === 'States.Timeout' ? 'timed-out' : 'failed';
  return isDone ? 'succeeded' : 'unfinished';
}

function traceOf(left: Left, end: End, states: TraceState[], row: LedgerRow): Trace {
  const missing = left.entries.filter((each) => each === undefined).length;
  const last = left.entries.at(-1);
  const endedAt = end.kind === 'closed' && !last?.error ? row.closedAt : (last?.left ?? last?.began);
  const startedAt = startOf(left);
  return {
    execution: left.execution,
    ...(left.arn === undefined ? {} : { executionArn: left.arn }),
    status: end.status,
    end: { kind: end.kind, text: end.text },
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined || end.status === 'unfinished' ? {} : { endedAt }),
    states,
    ...(missing > 0 ? { missing } : {}),
  };
}

/** How far a dead execution got, derived from what the next execution found. */
function withFindings(trace: Trace, next: Trace | undefined): Trace {
  if (trace.end.kind !== 'abandoned' || next === undefined) return trace;
  const found = foundBy(next);
  if (found === undefined) return trace;
  return { ...trace, end: { ...trace.end, text: `${trace.end.text}; the next execution ${found}` } };
}

function foundBy({ states }: Trace): string | undefined {
  const load = states.find(({ name, error }) => name === 'LoadContext' && error === undefined);
  const names = states.map(({ name }) => name);
  switch (load?.output?.value['next']) {
    case 'settle':
      if (names.includes('DeadLetter')) return 'found it marked as a dead letter, and went on with that';
      return `found it committed, and ${names.includes('PublishPrice') ? 'published' : 'closed'} it`;
    case 'supersede':
      return 'found a newer event decided';
    case 'fenced':
      return 'found it fenced off, and dead-lettered it';
    case 'duplicate':
      return 'found that it had its outcome';
    default:
      return names.includes('ApplyGuardrails') ? 'found it undecided, and judged it' : undefined;
  }
}
