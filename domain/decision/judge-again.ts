import type { Circumstances, Context } from '../context/circumstances.ts';
import { checkCalibration } from '../context/model-health.ts';
import type { Proposal } from '../context/proposal.ts';
import type { PriceEvent } from '../events/price-event.ts';
import type { PolicyTerms } from '../policy/policy.ts';
import { proposeFrom, rowsOf } from '../proposals/answered.ts';
import { questionFor } from '../proposals/model-question.ts';
import { proposeByOperator, proposeByRules } from '../proposals/rules.ts';
import { firstDifference } from '../values/first-difference.ts';
import { type Decision, decide } from './decision.ts';
import { type Way, wayOf } from './way.ts';

/** The part of a record that is needed to judge its decision again. */
export interface DecisionRecord {
  event: PriceEvent;
  /** The context of the decision. */
  on: Context;
  /** The context of the proposal, which is older after a rejudgement. Absent if it is not in the record. */
  proposedOn?: Context;
  /** Includes the model's answers, which only the evidence of the earlier context holds. Absent if nothing was asked. */
  proposal?: Proposal;
  decision: Decision;
  /** The version of Pricewire that decided. */
  code?: string;
}

/** Assumptions that replace parts of the record. */
export interface Hypothesis {
  /** Replace the policy's terms. The mode stays as recorded. */
  terms?: PolicyTerms;
  /** Asks a model. Throws the model's errors, such as `ModelTimeout`. */
  ask?: (on: Circumstances) => Promise<Proposal>;
  /** Asks the model even if the recorded answers would do. */
  always?: boolean;
}

/** Data missing from the record, so that a recorded value or an assumption was used. */
export const UNKNOWN = {
  answer: 'The model would get another question, and its answer is unknown: the recorded proposal is used.',
  unasked: 'The model was not asked then, and its answer is unknown: the rules replace it.',
  origin: "The evidence of the proposal's context is missing: the recorded proposal is used.",
  raw: 'The raw answers of the model are not in the record: the recorded proposal is used.',
  health: 'The calibration of the models was not read then: no model is switched off.',
} as const;
export type Unknown = keyof typeof UNKNOWN;

/** The result of judging a record again. */
export interface JudgedAgain {
  way: Way;
  proposal?: Proposal;
  decision: Decision;
  unknown: Unknown[];
}

/** Faults of an endpoint; they say nothing about the price. */
const UNREACHED = ['ModelTimeout', 'ModelUnavailable'];
/** Failures that depend on the policy's terms. */
const OF_THE_TERMS = ['NoCandidates', 'NoDemandSignal', 'ModelUncalibrated', 'UnknownModel'];

/**
 * Judges an event again from its record, by the functions that judged it. Without a hypothesis the result equals the recorded
 * decision, bit for bit. Throws if `always` is set and the model cannot be reached.
 */
export async function judgeAgain(record: DecisionRecord, hypothesis: Hypothesis = {}): Promise<JudgedAgain> {
  const { event, decision, on: recordedOn } = record;
  const on = { ...under(hypothesis, recordedOn), event, now: decision.decidedAt };
  const proposed = await proposeAgain(record, hypothesis, on);
  const proposal = proposed.proposal && plain(proposed.proposal);
  return {
    way: proposed.way,
    ...(proposal ? { proposal } : {}),
    decision: plain(decide(on, proposal)),
    unknown: [
      ...proposed.unknown,
      ...(proposed.way === 'ask-model' && healthIsAssumed(hypothesis, recordedOn) ? ['health' as const] : []),
    ],
  };
}

// The workflow passes values between tasks as JSON.
const plain = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));

function under({ terms }: Hypothesis, context: Context): Context {
  if (terms === undefined) return context;
  const { version, mode, modeSince } = context.policy;
  const policy = { ...terms, version, mode, ...(modeSince === undefined ? {} : { modeSince }) };
  return healthIsAssumed({ terms }, context)
    ? { ...context, policy, modelHealth: [] }
    : { ...context, policy };
}

const healthIsAssumed = ({ terms }: Hypothesis, { policy, modelHealth }: Context): boolean =>
  terms?.model.calibration !== undefined &&
  modelHealth === undefined &&
  (policy.model.calibration === undefined || !policy.model.use);

interface Proposed {
  way: Way;
  proposal?: Proposal;
  unknown: Unknown[];
}

async function proposeAgain(
  record: DecisionRecord,
  hypothesis: Hypothesis,
  decidedOn: Circumstances,
): Promise<Proposed> {
  const { event, on, proposal, decision } = record;
  const way = wayAt(decidedOn, decision.decidedAt);
  if (way === 'stand') return { way, unknown: [] };
  const proposedOn = proposal === undefined ? on : record.proposedOn;
  if (proposedOn === undefined) return asRecorded(record, 'origin');
  const now = proposal?.madeAt ?? decision.decidedAt;
  const then = { ...under(hypothesis, proposedOn), event, now };
  if (wayAt(then, now) !== 'ask-model') {
    const made = proposeByOperator(then) ?? proposeByRules(then);
    return { way: 'ask-rules', proposal: { ...made, ...madeOf(record) }, unknown: [] };
  }
  const { proposal: made, unknown } = await proposeByAnswer(record, hypothesis, then, proposedOn);
  return { way: 'ask-model', proposal: { ...made, ...madeOf(record) }, unknown };
}

const wayAt = (on: Circumstances, otherwise: string): Way => wayOf({ ...on, now: on.loadedAt ?? otherwise });

// Time and context of a proposal are metadata and are not compared.
function madeOf({ proposal }: DecisionRecord): Pick<Proposal, 'madeOn' | 'madeAt'> {
  const { madeOn, madeAt } = proposal ?? {};
  return { ...(madeOn === undefined ? {} : { madeOn }), ...(madeAt === undefined ? {} : { madeAt }) };
}

const asRecorded = (record: DecisionRecord, ...unknown: Unknown[]): Proposed => ({
  way: wayRecorded(record),
  ...(record.proposal ? { proposal: record.proposal } : {}),
  unknown,
});

/** Uses the recorded answers if the question is the same, the recorded failure if it would recur, else asks the model. */
async function proposeByAnswer(
  { event, proposal }: DecisionRecord,
  hypothesis: Hypothesis,
  then: Circumstances,
  proposedOn: Context,
): Promise<{ proposal: Proposal; unknown: Unknown[] }> {
  const { terms, ask, always } = hypothesis;
  const recorded = { ...proposedOn, event, now: then.now };
  const failedWith = proposal?.fallbackReason;
  const known = (made: Proposal) => ({ proposal: made, unknown: [] });
  const attempt = async (by: () => Proposal | Promise<Proposal>): Promise<Proposal> => {
    try {
      return await by();
    } catch (error) {
      const { name, message } = error as Error;
      if (UNREACHED.includes(name)) throw error;
      return proposeByRules(then, `${name}: ${message}`);
    }
  };

  if (ask !== undefined && always) return known(await attempt(() => ask(then)));
  if (proposal?.source === 'model') {
    const { answered, by } = proposal;
    if (answered === undefined) return { proposal, unknown: ['raw'] };
    if (terms === undefined || asksTheSame(then, recorded, answered))
      return known(
        await attempt(() => {
          checkCalibration(then.policy.model.calibration, then.modelHealth ?? [], by);
          return proposeFrom(then, questionFor(then, answered), answered, by);
        }),
      );
  }
  if (failedWith !== undefined && (terms === undefined || !isOfTheTerms(failedWith)))
    return known(proposeByRules(then, failedWith));
  if (ask !== undefined) {
    try {
      return known(await attempt(() => ask(then)));
    } catch {
      // An endpoint that is down now does not say what it would have answered then.
    }
  }
  if (proposal?.source === 'model') return { proposal, unknown: ['answer'] };
  return { proposal: proposeByRules(then, failedWith), unknown: ['unasked'] };
}

const isOfTheTerms = (reason: string): boolean => OF_THE_TERMS.some((name) => reason.startsWith(`${name}:`));

function asksTheSame(
  then: Circumstances,
  recorded: Circumstances,
  traits: Parameters<typeof questionFor>[1],
): boolean {
  if (then.policy.model.endpoint !== recorded.policy.model.endpoint) return false;
  const rows = (on: Circumstances) => {
    try {
      return rowsOf(on, questionFor(on, traits));
    } catch {
      return undefined;
    }
  };
  const asked = rows(then);
  // If the terms allow no question, the failure follows from the terms.
  return asked === undefined || firstDifference(rows(recorded), asked, '') === undefined;
}

/** How the recorded decision got its proposal. */
export function wayRecorded({ proposal }: Pick<DecisionRecord, 'proposal'>): Way {
  if (proposal === undefined) return 'stand';
  return proposal.source === 'model' || proposal.fallbackReason !== undefined ? 'ask-model' : 'ask-rules';
}
