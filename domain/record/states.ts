import {
  type At,
  committedAt,
  deadLetteredAt,
  eventIn,
  type Facts,
  isDeadBefore,
  isGivenUp,
  isKnown,
  loadedAt,
  publicationAt,
  statusOf,
} from './answers.ts';
import { DECIDED, leadsOn } from './end.ts';
import { allKept, derived, type Field, type Fields, kept } from './fields.ts';
import type { LedgerRow } from './ledger.ts';

/** A state's input, answer and assignments. */
export interface Did {
  input?: Fields;
  output?: Fields;
  assigned?: Fields;
}

/** The work of each state of the workflow. A state that is not listed only leads on. */
export const STATES: Readonly<Record<string, (at: At) => Did>> = {
  ReceiveEvent(at) {
    const { step, facts } = at;
    const isGiven = step.entry?.error?.error !== 'States.QueryEvaluationError';
    const input = {
      envelope: derived(envelopeIn(facts)),
      execution: derived(facts.arn),
      startedAt: derived(facts.entries[0]?.entered),
    };
    return withFailure(at, isGiven ? input : {}, () => {
      const event = eventIn(facts.row);
      const output = {
        status: derived(statusOf(at)),
        event: derived(event),
        giveUp: derived(isGivenUp(at)),
      };
      const none = derived(null);
      const counters = { proposal: none, publication: none, rejudgements: derived(0), recorded: derived(0) };
      return {
        output,
        assigned: {
          event: output.event,
          eventId: kept(facts.row.eventId),
          productId: derived('productId' in event ? event.productId : null),
          received: output.status,
          giveUp: output.giveUp,
          ...counters,
        },
      };
    });
  },

  CheckUnread: ({ next, vars }) => (next === 'ReceiveEvent' ? { assigned: { unread: vars['failure'] } } : {}),

  LoadContext: (at) =>
    withFailure(at, { ...own(at), received: at.vars['received'], event: at.vars['event'] }, () => {
      const output = loadedAt(at);
      const { next, mark, reason, context } = output;
      const none = derived(null);
      return {
        output,
        assigned: {
          next,
          mark: mark ?? none,
          reason: reason ?? none,
          // If the path is known, it is also known that it had no context.
          context: context ?? (isKnown(at) ? none : undefined),
        },
      };
    }),

  ChooseWay(at) {
    const { next, vars } = at;
    if (next === 'DeadLetter') return { assigned: { failure: derived(failureBefore(at)) } };
    if (leadsOn(next)) {
      const superseded = derived({ outcome: 'superseded', reason: vars['reason']?.value });
      return { assigned: { ending: vars['reason']?.value == null ? vars['mark'] : superseded } };
    }
    if (next === 'ApplyGuardrails')
      return vars['next']?.value === 'stand' ? { assigned: { proposal: derived(null) } } : {};
    return next === 'FallbackPrice' ? { assigned: { fallbackFor: derived(null) } } : {};
  },

  PredictPrice(at) {
    const input = { ...own(at), ...pick(at, 'event', 'context') };
    const { error } = at.step.entry ?? {};
    if (error) return { input, assigned: { fallbackFor: kept(error) } };
    return { input, ...proposed(at) };
  },

  FallbackPrice: (at) =>
    withFailure(at, { ...own(at), ...pick(at, 'event', 'context', 'fallbackFor') }, () => proposed(at)),

  ApplyGuardrails: (at) =>
    withFailure(at, { ...own(at), ...pick(at, 'event', 'context', 'proposal') }, () => {
      const { judgement } = at.step;
      if (!judgement?.own) return { assigned: { decision: undefined } };
      const { decision } = judgement.evidence;
      return { output: allKept(decision), assigned: { decision: kept(decision) } };
    }),

  Commit: (at) =>
    withFailure(
      at,
      { ...own(at), ...pick(at, 'event', 'context', 'proposal', 'decision'), ...recordedBy(at) },
      () => {
        const output = committedAt(at);
        const committed = output['status'] && derived(plainOf(output));
        return { output, assigned: { committed, recorded: output['recorded'] ?? at.vars['recorded'] } };
      },
    ),

  CheckCommitted({ next, vars }) {
    const committed = vars['committed']?.value as { mark?: unknown; proposal?: unknown } | undefined;
    if (leadsOn(next)) return { assigned: { ending: derived(committed?.mark) } };
    if (next === 'LoadContext')
      return {
        assigned: {
          rejudgements: derived(Number(vars['rejudgements']?.value ?? 0) + 1),
          proposal: kept(committed?.proposal),
        },
      };
    if (next === 'DeadLetter') return { assigned: { failure: derived(FENCED_MEANWHILE) } };
    return next === 'NoteTrace' ? { assigned: { failure: derived(CONTENDED) } } : {};
  },

  PublishPrice: (at) =>
    withFailure(
      at,
      {
        ...own(at),
        ...pick(at, 'eventId', 'productId'),
        revision: derived((at.vars['ending']?.value as { revision?: number } | undefined)?.revision),
      },
      () => {
        const output = publicationAt(at);
        return { output, assigned: { publication: output['status'] && derived(plainOf(output)) } };
      },
    ),

  AnnouncePrice(at) {
    const { price, at: publishedAt } = (at.vars['publication']?.value ?? {}) as {
      price?: object;
      at?: string;
    };
    const productId = at.vars['productId']?.value;
    const Detail = { ...price, productId, ...(publishedAt ? { publishedAt } : {}) };
    const entry = { Source: 'pricewire', DetailType: 'PriceChanged', Detail };
    return withFailure(at, { Entries: derived([entry]) }, () => ({}));
  },

  Close: (at) =>
    withFailure(
      at,
      {
        ...own(at),
        productId: orNull(at, 'productId'),
        eventId: at.vars['eventId'],
        acceptedAt: derived(
          (at.vars['event']?.value as { acceptedAt?: string } | undefined)?.acceptedAt ?? null,
        ),
        ending: at.vars['ending'],
        publication: orNull(at, 'publication'),
        judged: derived((at.vars['committed']?.value as { judged?: object } | undefined)?.judged ?? null),
        ...recordedBy(at),
      },
      () => {
        const closed = derived(at.facts.end.kind === 'closed');
        return { output: { closed }, assigned: { closed } };
      },
    ),

  ChallengePrice: (at) => ({
    input: { ...own(at), ...pick(at, 'event', 'context', 'proposal', 'decision') },
  }),

  DeadLetter: (at) =>
    withFailure(
      at,
      {
        productId: orNull(at, 'productId'),
        event: derived(idIn(at.facts.row)),
        execution: derived(at.facts.arn),
        failure: at.vars['failure'],
        ...recordedBy(at),
      },
      () => {
        const output = deadLetteredAt(at);
        return { output, assigned: { deadLetter: output['next'] && derived(plainOf(output)) } };
      },
    ),

  CheckFence({ next, vars, facts: { row } }) {
    const { message, ending, reason } = (vars['deadLetter']?.value ?? {}) as {
      message?: { productId?: string };
      ending?: unknown;
      reason?: string;
    };
    const eventId = kept(row.eventId);
    if (next === 'SendDeadLetter')
      return {
        assigned: { eventId, productId: derived(message?.productId ?? null), ending: derived(ending) },
      };
    if (next === 'Close')
      return { assigned: { eventId, ending: derived({ outcome: 'superseded', reason }) } };
    return next === 'NoteTrace' ? { assigned: { failure: derived(UNFENCED) } } : {};
  },

  SendDeadLetter: (at) =>
    withFailure(
      at,
      { MessageBody: derived((at.vars['deadLetter']?.value as { message?: object } | undefined)?.message) },
      () => ({}),
    ),
};

const FENCED_BEFORE = {
  stage: 'LoadContext',
  error: 'Fenced',
  cause: 'an earlier execution stopped while it dead-lettered the event',
};
const GIVEN_UP = {
  stage: 'Sweep',
  error: 'SweepsExhausted',
  cause: 'the event was restarted as often as allowed and never got an outcome',
};
const FENCED_MEANWHILE = {
  stage: 'Commit',
  error: 'Fenced',
  cause: 'another execution is dead-lettering the event',
};
const CONTENDED = { error: 'Contended', cause: 'the price state moved on under every judgement' };
const UNFENCED = { error: 'Unfenced', cause: 'the event is decided, or could not be fenced off' };

/** The input, and the caught error or the result of `succeeded`. */
function withFailure({ step }: At, input: Fields, succeeded: () => Did): Did {
  const { error } = step.entry ?? {};
  if (error === undefined) return { input, ...succeeded() };
  const stage = DECIDED.has(step.name) ? {} : { stage: step.name };
  return { input, assigned: { failure: derived({ ...stage, ...error }) } };
}

const pick = ({ vars }: At, ...names: string[]): Fields =>
  Object.fromEntries(names.map((name) => [name, vars[name]]));

const orNull = ({ vars }: At, name: string): Field | undefined => (name in vars ? vars[name] : derived(null));

const own = ({ facts: { arn } }: At): Fields => ({ execution: derived(arn?.split(':express:')[1]) });

const recordedBy = ({ step, vars, facts }: At): Fields => {
  const before = facts.entries.slice(0, step.at);
  return {
    trace: before.includes(undefined) ? undefined : kept(before),
    recorded: 'recorded' in vars ? vars['recorded'] : derived(0),
    entered: kept(step.entry?.entered),
  };
};

const plainOf = (fields: Fields): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).flatMap(([name, field]) => (field ? [[name, field.value]] : [])));

// Data beside the envelope (time of acceptance, sweeps, waiting) is not stored.
function envelopeIn({ row }: Facts): unknown {
  try {
    return JSON.parse(row.envelope);
  } catch {
    return row.envelope;
  }
}

function idIn({ envelope }: LedgerRow): { id?: unknown } | undefined {
  try {
    const { id } = JSON.parse(envelope) as { id?: unknown };
    return id === undefined ? {} : { id };
  } catch {
    return undefined;
  }
}

const failureBefore = (at: At): object => (isDeadBefore(at, 'given-up') ? GIVEN_UP : FENCED_BEFORE);

function proposed({ step: { judgement } }: At): Did {
  if (!judgement?.own || judgement.evidence.proposal === undefined)
    return { assigned: { proposal: undefined } };
  const { proposal } = judgement.evidence;
  return { output: allKept(proposal), assigned: { proposal: kept(proposal) } };
}
