import type { Context } from '../context/circumstances.ts';
import { commitDecision } from '../decision/commit.ts';
import { wayOf } from '../decision/way.ts';
import { type ParsedEvent, parseEvent } from '../events/envelope.ts';
import type { PriceEvent } from '../events/price-event.ts';
import type { PolicyTerms } from '../policy/policy.ts';
import { type End, leadsOn } from './end.ts';
import { derived, type Field, type Fields, kept } from './fields.ts';
import { judgedOf } from './judged.ts';
import { type Evidence, envelopeOf, type LedgerRow } from './ledger.ts';
import type { Step } from './steps.ts';
import type { TraceEntry } from './trace-part.ts';

/** Everything from which the payloads of an execution are rebuilt. */
export interface Facts {
  row: LedgerRow;
  /** The evidence of the committed decision. */
  committed: Evidence | undefined;
  terms: (policyId: string, version: number) => PolicyTerms | undefined;
  arn: string | undefined;
  entries: readonly (TraceEntry | undefined)[];
  end: End;
  /** Why the event went to `DeadLetter` without a fault, if it did. */
  deadBefore: 'given-up' | 'fenced' | 'marked';
}

/** One step, the next task or end, and the workflow's variables on entering the step. */
export interface At {
  step: Step;
  next: string | undefined;
  vars: Fields;
  facts: Facts;
}

const parsedIn = (row: LedgerRow): ParsedEvent => parseEvent(envelopeOf(row));

export function eventIn(row: LedgerRow): PriceEvent | { eventId: string } {
  const parsed = parsedIn(row);
  return parsed.ok ? parsed.event : { eventId: row.eventId };
}

/** Whether `LoadContext` sent the event to `DeadLetter` without a fault. */
export const isDeadBefore = ({ step, next, facts }: At, why: Facts['deadBefore']): boolean =>
  facts.deadBefore === why &&
  (step.name === 'LoadContext' || step.name === 'ChooseWay') &&
  step.entry?.error === undefined &&
  next === 'DeadLetter';

const loadStep = ({ facts }: At): TraceEntry | undefined =>
  facts.entries.find((each) => each?.state === 'LoadContext');

// The next state after LoadContext shows which answer ReceiveEvent gave.
const wasDead = (at: At, why: Facts['deadBefore']): boolean => {
  const load = loadStep(at);
  const after = at.facts.entries[at.facts.entries.indexOf(load) + 1]?.state ?? at.facts.end.onward[0];
  return at.facts.deadBefore === why && load !== undefined && !load.error && after === 'DeadLetter';
};

export function statusOf(at: At): 'duplicate' | 'fenced' | 'open' {
  if (at.facts.end.kind === 'duplicate') return 'duplicate';
  return wasDead(at, 'fenced') ? 'fenced' : 'open';
}

// Read only where the event was given up. True leads to a dead letter only for an undecided event.
export const isGivenUp = (at: At): boolean => wasDead(at, 'given-up');

/** Whether the record shows which path LoadContext chose. */
export const isKnown = (at: At): boolean =>
  at.step.judgement !== undefined ||
  at.next === 'Duplicate' ||
  leadsOn(at.next) ||
  isDeadBefore(at, 'fenced') ||
  isDeadBefore(at, 'marked');

export function loadedAt(at: At): Fields & { next?: Field | undefined } {
  const { step, next, facts } = at;
  const { row, committed } = facts;
  if (next === 'Duplicate') return { next: derived('duplicate') };
  if (isDeadBefore(at, 'fenced')) return { next: derived('fenced') };
  if (isDeadBefore(at, 'marked')) {
    const { reason, stage } = row;
    return { next: derived('settle'), mark: derived({ outcome: 'dead-lettered', reason, stage }) };
  }
  if (leadsOn(next)) {
    if (row.outcome === 'superseded') return { next: derived('supersede'), reason: kept(row.reason) };
    return { next: derived('settle'), mark: derived(committed ? markIn(committed) : markOf(row)) };
  }
  if (step.judgement) return judgedOnIn(at, step.judgement);
  if (next === 'PredictPrice') return { next: derived('ask-model') };
  return next === 'FallbackPrice' ? { next: derived('ask-rules') } : {};
}

function judgedOnIn(
  { facts, next }: At,
  { evidence: { judgedOn, proposal }, own: isOwn }: NonNullable<Step['judgement']>,
): Fields {
  if (judgedOn === undefined) return {};
  const { policyId, version } = judgedOn.policy;
  const terms = facts.terms(policyId, version);
  const context = { ...judgedOn, policy: { ...terms, ...judgedOn.policy } };
  const event = eventIn(facts.row);
  const way = () => {
    if (next === 'PredictPrice') return 'ask-model';
    if (isOwn && proposal === undefined) return 'stand';
    if (terms === undefined || !('kind' in event) || context.loadedAt === undefined) return undefined;
    return wayOf({ ...(context as Context), event, now: context.loadedAt });
  };
  if (isOwn) return { next: derived(way()), context: kept(context) };
  // A second read has another time.
  const { loadedAt: _, ...same } = context;
  return { next: derived(way()), context: derived(same) };
}

/** Without the evidence the time of the decision is unknown. */
const markOf = ({ outcome, revision, reason }: LedgerRow) => ({ outcome, revision, reason });

const markIn = ({ context, decision: { outcome, reason, decidedAt } }: Evidence) => ({
  outcome,
  revision: context + 1,
  reason,
  at: decidedAt,
});

export function committedAt({ step, next, vars }: At): Fields {
  const { judgement } = step;
  const recorded = derived(judgement?.own ? step.at : (vars['recorded']?.value ?? 0));
  if (leadsOn(next))
    return {
      status: derived('committed'),
      recorded,
      mark: judgement && derived(markIn(judgement.evidence)),
      judged: judgement && derived(judgedOf(judgement.evidence)),
    };
  if (next === 'LoadContext' || next === 'NoteTrace')
    return {
      status: derived('refused'),
      recorded,
      proposal: judgement && kept(judgement.evidence.proposal ?? null),
    };
  if (next === 'AlreadyClosed') return { status: derived('closed'), recorded };
  return next === 'DeadLetter' ? { status: derived('fenced'), recorded } : {};
}

export function publicationAt({ next, facts: { row, committed, end } }: At): Fields {
  // The row has the times of the execution that closed it only.
  const time = (at: string | undefined) => (end.kind === 'closed' ? kept(at) : undefined);
  if (next === 'AnnouncePrice')
    return {
      at: time(row.publishedAt),
      status: derived('published'),
      price: committed && derived(priceIn(row, committed)),
    };
  return next === 'Close' ? { at: time(row.overtakenAt), status: derived('overtaken') } : {};
}

/** The price that the decision put in force, as stored in Redis. */
function priceIn(row: LedgerRow, { judgedOn, decision }: Evidence): object | undefined {
  const event = eventIn(row);
  if (judgedOn === undefined || !('kind' in event)) return undefined;
  const { price } = commitDecision(judgedOn.state, event, decision);
  return (
    price && {
      price: price.amount,
      currency: price.currency,
      'price.revision': price.revision,
      ...(price.referencePrice === undefined ? {} : { referencePrice: price.referencePrice }),
      decidedAt: price.since,
      eventId: price.eventId,
    }
  );
}

export function deadLetteredAt({ next, facts: { row } }: At): Fields {
  if (next === 'AlreadyClosed') return { next: derived('done') };
  if (next === 'NoteTrace') return { next: derived('leave') };
  const { eventId, reason, stage } = row;
  if (next === 'Close') return { next: derived('supersede'), eventId: kept(eventId), reason: kept(reason) };
  if (next !== 'SendDeadLetter') return {};
  const parsed = parsedIn(row);
  return {
    next: derived('send'),
    ending: derived({ outcome: 'dead-lettered', reason, stage }),
    message: derived({
      eventId,
      ...(parsed.ok ? { productId: parsed.event.productId } : {}),
      stage,
      reason,
      error: reason?.split(':', 1)[0],
      executions: row.executions,
      envelope: row.envelope,
    }),
  };
}
