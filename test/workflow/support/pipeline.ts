import type { Catalog } from '../../../adapters/catalog.ts';
import type { Ledger } from '../../../adapters/ledger.ts';
import type { Orders } from '../../../adapters/orders.ts';
import type { PriceCache } from '../../../adapters/price-cache.ts';
import type { PriceStates } from '../../../adapters/price-state.ts';
import { type Trials, WAITING } from '../../../adapters/trials.ts';
import { HOUR_MS, shift } from '../../../domain/values/time.ts';
import {
  type ExpressLogRecord,
  type Integrations,
  loadStateMachine,
  type StateMachine,
  startExecution,
  virtualClock,
} from '../../../local/engine/index.ts';
import { localBindings, taskHandlers } from '../../../local/handlers.ts';
import type { Handler } from '../../../tasks/lambda.ts';
import type { Models } from '../../../tasks/models.ts';
import { TASKS, type TaskState } from '../../../tasks/table.ts';
import { restartWaiting } from '../../../upkeep/restart-waiting.ts';
import { settleMarks } from '../../../upkeep/settle-marks.ts';
import { sweep } from '../../../upkeep/sweep.ts';
import { loadDefinition } from '../../../workflows/definition.ts';
import { elasticModel } from '../../fakes/demand-models.ts';
import { memoryCatalog } from '../../fakes/memory-catalog.ts';
import { memoryLedger } from '../../fakes/memory-ledger.ts';
import { memoryOrders } from '../../fakes/memory-orders.ts';
import { memoryPriceCache } from '../../fakes/memory-price-cache.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { NOW } from '../../unit/domain/make.ts';
import { JsonText } from './envelopes.ts';
import { FaultPlan, type Faults } from './faults.ts';
import { integrationsOn, RESOURCES } from './integrations.ts';
import { type Ran, toRan } from './trace.ts';
import { giveOrder, type Setting, type World, worldOf } from './world.ts';

type Methods<Name extends string, Store> = `${Name}.${keyof Store & string}`;

/** A call that can get a fault: a handler, the Lambda service below it, a direct integration, a store. */
export type Target =
  | TaskState
  | `lambda ${TaskState}`
  | Exclude<keyof Integrations, 'invokeFunction'>
  | 'keepWaiting'
  | 'model.predict'
  | 'challenger.predict'
  | Methods<'catalog', Catalog>
  | Methods<'priceStates', PriceStates>
  | Methods<'ledger', Ledger>
  | Methods<'orders', Orders>
  | Methods<'cache', PriceCache>;

export const FUNCTIONS = Object.keys(TASKS) as TaskState[];

/** As deployed: a row is not restarted while an execution may run. */
export const SWEEP = { openForMs: 360_000, maxSweeps: 5 };
/** By then every open row is due, however often it was restarted. */
const LONGEST_REST_MS = 8 * SWEEP.openForMs;

const ARN = 'arn:aws:states:eu-central-1:123456789012:stateMachine:pricewire-dev-pipeline';

export interface Options extends Setting {
  faults?: Faults<Target>;
  /** For jitter; 0: back-off takes no time. */
  random?: number;
  /** Replaces the workflow. */
  definition?: unknown;
}

export interface Pipeline {
  world: World;
  faults: FaultPlan<Target>;
  /** Runs the workflow on an event's envelope, to its end. */
  start(envelope: unknown): Promise<Ran>;
  /** Lets time pass (by default until open rows are due), sweeps, and runs the restarted events. */
  sweep(wait?: { after: number }): Promise<Ran[]>;
  /** Restarts the events in the waiting queue. Returns their executions. */
  restartWaiting(): Promise<Ran[]>;
  settleMarks(): Promise<{ settled: number }>;
}

const idle: Handler = async () => null;

/** The workflow with its placeholders bound to the test's functions and resources. */
export const boundDefinition = (): unknown =>
  loadDefinition(localBindings(Object.fromEntries(FUNCTIONS.map((name) => [name, idle])), RESOURCES));

// Cached, because parsing takes far longer than a run.
const machines = new Map<unknown, StateMachine>();
function machineOf(definition: unknown): StateMachine {
  const machine =
    machines.get(definition) ??
    loadStateMachine(definition ?? boundDefinition(), { name: 'pricewire-dev-pipeline', arn: ARN });
  machines.set(definition, machine);
  return machine;
}

/** The real workflow and tasks over stores in memory, on a virtual clock. */
export function pipeline(options: Options = {}): Pipeline {
  const world = worldOf(options);
  const faults = new FaultPlan<Target>(options.faults ?? {});
  const clock = virtualClock(Date.parse(NOW));
  const now = () => new Date(clock.now()).toISOString();
  const priceStates = faults.around('priceStates', memoryPriceStates(world.states));
  const ledger = faults.around('ledger', memoryLedger(world.ledger));
  const models: Models = [
    faults.around('model', elasticModel('demand')),
    faults.around('challenger', elasticModel('challenger', 3)),
  ];
  const handlers = taskHandlers({
    catalog: faults.around('catalog', memoryCatalog(world.catalog)),
    priceStates,
    ledger,
    orders: faults.around('orders', memoryOrders(world.orders)),
    cache: faults.around('cache', memoryPriceCache(world.cache)),
    models,
    clock: now,
    newEpoch: () => 'next',
    sleep: clock.sleep,
  });
  const integrations = integrationsOn(world, faults, handlers);
  let ids = 0;

  const start = async (envelope: unknown): Promise<Ran> => {
    giveOrder(world, envelope);
    const records: ExpressLogRecord[] = [];
    const { done } = startExecution(
      machineOf(options.definition),
      { input: envelope instanceof JsonText ? envelope.text : JSON.stringify(envelope) },
      {
        integrations,
        clock,
        random: () => options.random ?? 0,
        newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
        log: (record) => records.push(record),
      },
    );
    return toRan(await done, records);
  };

  /** Runs what is started, one after the other, and keeps the results. */
  const runningAll = (): { ran: Ran[]; executions: Trials } => {
    const ran: Ran[] = [];
    const trial: Trials['trial'] = async (envelope) => {
      const end = await start(envelope);
      ran.push(end);
      return end.error === WAITING ? 'waiting' : 'ended';
    };
    return { ran, executions: { trial, start: trial } };
  };

  return {
    world,
    faults,
    start,
    settleMarks: settleMarks({ ledger, priceStates, clock: () => shift(now(), 25 * HOUR_MS) }),
    async sweep({ after } = { after: LONGEST_REST_MS }) {
      await clock.sleep(after);
      const { ran, executions } = runningAll();
      await sweep({ ledger, executions, clock: now, settings: SWEEP })();
      return ran;
    },
    async restartWaiting() {
      const { ran, executions } = runningAll();
      const messages = world.waiting.splice(0);
      await clock.sleep(1_000 * Math.max(0, ...messages.map(({ delaySeconds }) => delaySeconds)));
      const { kept } = await restartWaiting({ executions, clock: now })(messages);
      world.waiting.push(...kept);
      return ran;
    },
  };
}
