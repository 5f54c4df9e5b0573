import { commitDecision } from '../../../domain/decision/commit.ts';
import type { Mark, PriceState } from '../../../domain/state/price-state.ts';
import { decided, hoursAgo, ID, inForce, NOW, state } from '../../unit/domain/make.ts';
import { inventory, nestedText } from './envelopes.ts';
import { failing, failingAfter, following, hanging, times } from './faults.ts';
import { type Options, type Pipeline, pipeline } from './pipeline.ts';
import type { Ran } from './trace.ts';
import { raising, stateOf } from './world.ts';

/** One run of the workflow: its input, and what happens besides. */
export interface Scenario {
  options?: Options;
  envelope?: unknown;
  /** Runs before the execution starts. */
  arrange?: (pipeline: Pipeline) => unknown;
}

export type Played = Pipeline & { envelope: unknown; ran: Ran };

/** Runs it. `options` are added to the scenario's own. */
export async function play(scenario: Scenario, options: Options = {}): Promise<Played> {
  const line = pipeline({ ...scenario.options, ...options });
  await scenario.arrange?.(line);
  const envelope = scenario.envelope === undefined ? inventory() : scenario.envelope;
  return { ...line, envelope, ran: await line.start(envelope) };
}

/** Enough sales for the model: 10 units an hour at EUR 10.00. */
export const selling = (changes: Parameters<typeof state>[0] = {}): PriceState =>
  state({ salesRate: { units: 10, hours: 1, priceHours: 1_000 }, ...changes });

/** A policy that uses the model. */
export const byModel: Options = { policy: raising({ model: { use: true } }), state: selling() };

/** A policy with a challenger. */
export const challenged: Options = {
  ...byModel,
  policy: raising({
    model: {
      use: true,
      challenger: 'challenger',
      horizonHours: 0.1,
      percentOfList: { lowest: 40, highest: 300 },
    },
  }),
};

/** A state with the mark of event-2, whose execution stopped before it closed. */
export const stateMarked = (outcome: Mark['outcome'], changes: Parameters<typeof state>[0] = {}) =>
  state({
    revision: 2,
    sequence: outcome === 'dead-lettered' ? 1 : 2,
    unsettled: { 'event-2': { outcome, revision: 2, reason: 'decided before', at: NOW } },
    ...changes,
  });

/** As `stateMarked`, for an event that put a price in force. */
export const statePriced = (): PriceState =>
  stateMarked('priced', { price: inForce(1_500, { revision: 2, since: NOW, eventId: 'event-2' }) });

/** Another event commits a price of 1100, or none. */
export function overtake({ world }: Pipeline, outcome: 'priced' | 'held' = 'held'): void {
  const before = stateOf(world);
  const revision = before.revision + 1;
  const price = inForce(1_100, { revision, since: NOW, eventId: 'other' });
  world.states[ID] = { ...before, revision, ...(outcome === 'priced' ? { price: price as never } : {}) };
}

/** The row that an earlier execution of event-2 opened, with these fields. */
export const openRow = ({ world }: Pipeline, changes: object = {}): void => {
  world.ledger.rows['event-2'] = {
    eventId: 'event-2',
    productId: ID,
    kind: 'inventory',
    acceptedAt: NOW,
    receivedAt: NOW,
    envelope: JSON.stringify(inventory()),
    // Executions that are in the row already stay in it.
    executions: [...(world.ledger.rows['event-2']?.executions ?? []), 'earlier'],
    decisions: {},
    traces: {},
    sweeps: 0,
    ...changes,
  };
};

const FENCED = { fencedAt: NOW, stage: 'LoadContext', reason: 'UnknownProduct: product SKU1 is not there' };

/** Every path through the file, by a description. */
export const SCENARIOS = {
  'a price by the rules': {},
  'a price by the model': { options: byModel },
  'a price by the rules for want of the model': {
    options: { ...byModel, faults: { 'model.predict': failing('ModelUnavailable') } },
  },
  'a price by the model, and what its challenger makes of it': { options: challenged },
  'a price that stands': { envelope: inventory({ stock: 0 }) },
  'an event that has its outcome': {
    arrange: (line) => openRow(line, { outcome: 'held', reason: 'paused', closedAt: NOW }),
  },
  'an event that is older than the last one decided': { envelope: inventory({ sequence: 1 }) },
  'an event that cannot be read': { envelope: inventory({ stock: -1 }) },
  'an event that no expression can read': { envelope: nestedText(8_000) },
  'an event that fails the first expression for good': {
    options: { faults: { ReceiveEvent: failing('States.QueryEvaluationError') } },
  },
  'a sequence far too high': { envelope: inventory({ sequence: 9_000_000 }) },
  'an event that was priced before a crash': { options: { state: statePriced() }, arrange: openRow },
  'an event that was held before a crash': { options: { state: stateMarked('held') }, arrange: openRow },
  'an event that was dead-lettered before a crash': {
    options: { state: stateMarked('dead-lettered') },
    arrange: openRow,
  },
  'an event that was fenced off before a crash': {
    options: { product: null, state: null },
    arrange: (line) => openRow(line, FENCED),
  },
  'an event restarted too often': { envelope: { ...inventory(), sweep: { giveUp: true } } },
  'a state that moves on once': {
    arrange: (line) =>
      line.faults.plan({
        'priceStates.commit': times(
          1,
          following(() => overtake(line)),
        ),
      }),
  },
  'a state that keeps moving on': {
    // A finite number, so that a workflow that never gives up fails the test and does not hang.
    arrange: (line) =>
      line.faults.plan({
        'priceStates.commit': times(
          20,
          following(() => overtake(line)),
        ),
      }),
  },
  'an event that another execution ends first': {
    arrange: (line) =>
      line.faults.plan({
        Commit: following(() => openRow(line, { outcome: 'held', reason: 'paused', closedAt: NOW })),
      }),
  },
  'an event that another execution fences off first': {
    arrange: (line) => line.faults.plan({ Commit: following(() => openRow(line, FENCED)) }),
  },
  'a price that is overtaken before it is published': {
    arrange: (line) => line.faults.plan({ PublishPrice: following(() => overtake(line, 'priced')) }),
  },
  'a fault, while a newer event is decided': {
    arrange: (line) =>
      line.faults.plan({
        FallbackPrice: failing('TypeError'),
        DeadLetter: following(() => commitNewer(line)),
      }),
  },
  'a fault, while another execution ends the event': {
    arrange: (line) =>
      line.faults.plan({
        FallbackPrice: failing('TypeError'),
        DeadLetter: following(() => openRow(line, { outcome: 'held', reason: 'paused', closedAt: NOW })),
      }),
  },
  'a store that is away from the first call on': {
    options: { faults: { 'ledger.open': failing('StoreUnavailable') } },
  },
  'a store that goes away on the way': {
    options: { faults: { 'priceStates.read': failing('StoreUnavailable') } },
  },
  'a fault in ReceiveEvent, before the row is there': {
    options: { faults: { ReceiveEvent: failing('TypeError') } },
  },
  'a time-out that came too often': {
    options: { faults: { LoadContext: hanging } },
    envelope: { ...inventory(), waiting: { failures: 30, outage: false } },
  },
  'an outage of the stores and of the queue': {
    options: {
      faults: { 'ledger.open': failing('StoreUnavailable'), keepWaiting: failing('ServiceUnavailable') },
    },
  },
  'a commit that took effect and failed': { options: { faults: { Commit: failingAfter('TypeError') } } },
} satisfies Record<string, Scenario>;

/** An envelope that is too large for the queue of waiting events. */
export const LARGE_IN_OUTAGE: Scenario = {
  options: { faults: { 'ledger.open': failing('StoreUnavailable') } },
  envelope: inventory({ location: 'x'.repeat(61_000) }),
};

export type ScenarioName = keyof typeof SCENARIOS;

/** The newer event-3 is decided and settled. */
function commitNewer({ world }: Pipeline): void {
  const event = {
    kind: 'inventory',
    eventId: 'event-3',
    acceptedAt: NOW,
    productId: ID,
    stock: 40,
    sequence: 3,
    occurredAt: hoursAgo(0),
  } as const;
  world.states[ID] = { ...commitDecision(stateOf(world), event, decided(1_200)), unsettled: {} };
}

/** A scenario that visits the Task state. */
export function visiting(state: string): Scenario {
  if (state === 'PredictPrice') return SCENARIOS['a price by the model'];
  if (state === 'ChallengePrice')
    return SCENARIOS['a price by the model, and what its challenger makes of it'];
  if (state === 'KeepWaiting') return SCENARIOS['a fault in ReceiveEvent, before the row is there'];
  if (state === 'NoteTrace') return { options: { faults: { PublishPrice: failing('TypeError') } } };
  if (state.endsWith('DeadLetter')) return SCENARIOS['a sequence far too high'];
  return SCENARIOS['a price by the rules'];
}
