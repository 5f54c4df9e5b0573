import type { Proposal } from '../context/proposal.ts';
import type { TrailEntry } from '../guardrails/trail.ts';
import { type Difference, firstDifference } from '../values/first-difference.ts';
import { type DecisionRecord, type JudgedAgain, judgeAgain, UNKNOWN, wayRecorded } from './judge-again.ts';

/** Whether judging a record again gives the recorded decision. */
export type Verified =
  | { result: 'same'; notes: string[] }
  | {
      result: 'different';
      /** The first difference, in the order proposal, guardrails, decision. */
      difference: Difference;
      /** The guardrail whose answer differs, if one does. */
      guardrail?: string;
      notes: string[];
    }
  /** The record lacks inputs of the decision; the notes name them. */
  | { result: 'not-judged'; notes: string[] };

/** Judges the decision again and compares everything. `code`: the version that judges now. */
export async function verifyDecision(record: DecisionRecord, code: string): Promise<Verified> {
  const again = await judgeAgain(record);
  const difference = differenceOf(record, again);
  const notes = again.unknown.map((each) => UNKNOWN[each]);
  if (difference === undefined) return { result: 'same', notes };
  const guardrail = guardrailAt(difference.path, record.decision.trail, again.decision.trail);
  return {
    result: 'different',
    difference,
    ...(guardrail === undefined ? {} : { guardrail }),
    notes: [...notes, changed(record.code, code)],
  };
}

const differenceOf = (record: DecisionRecord, { way, proposal, decision }: JudgedAgain) =>
  firstDifference(wayRecorded(record), way, 'way') ??
  firstDifference(withoutAnswers(record.proposal), withoutAnswers(proposal), 'proposal') ??
  firstDifference(record.decision.trail, decision.trail, 'decision.trail') ??
  firstDifference(record.decision, decision, 'decision');

// The model's answers are inputs and are not compared.
const withoutAnswers = (proposal: Proposal | undefined) =>
  proposal === undefined ? undefined : { ...proposal, answered: undefined };

function guardrailAt(path: string, recorded: TrailEntry[], again: TrailEntry[]): string | undefined {
  const [, at] = /^decision\.trail\[(\d+)\]/.exec(path) ?? [];
  return at === undefined ? undefined : (recorded[Number(at)] ?? again[Number(at)])?.guardrail;
}

function changed(then: string | undefined, now: string): string {
  if (then === undefined) return `The record does not name the version that decided; this is ${now}.`;
  return then === now
    ? `Both versions are ${now}: the builds differ, or the record was changed.`
    : `Version ${then} decided; this is ${now}.`;
}
