import type { Catalog } from '../../../adapters/catalog.ts';
import type { Ledger } from '../../../adapters/ledger.ts';
import type { PriceCache } from '../../../adapters/price-cache.ts';
import type { PriceStates } from '../../../adapters/price-state.ts';
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
import { settleMarks } from '../../../tasks/settle-marks.ts';
import { sweep } from '../../../tasks/sweep.ts';
import { loadDefinition } from '../../../workflows/definition.ts';
import { elasticModel } from '../../fakes/demand-models.ts';
import { memoryCatalog } from '../../fakes/memory-catalog.ts';
import { memoryExecutions } from '../../fakes/memory-executions.ts';
import { memoryLedger } from '../../fakes/memory-ledger.ts';
import { memoryPriceCache } from '../../fakes/memory-price-cache.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { NOW } from '../../unit/domain/make.ts';
import { FaultPlan, type Faults } from './faults.ts';
import { integrationsOn, RESOURCES } from './integrations.ts';
import { type Ran, toRan } from './trace.ts';
import { type Setting, type World, worldOf } from './world.ts';

type Methods<Name extends string, Store> = `${Name}.${keyof Store & string}`;

/** A call that faults can be put in the way of: a handler, the Lambda service under it, a direct integration, a store. */
export type Target =
  | (typeof FUNCTIONS)[number]
  | `lambda ${(typeof FUNCTIONS)[number]}`
  | Exclude<keyof Integrations, 'invokeFunction'>
  | 'model.predict'
  | 'challenger.predict'
  | Methods<'catalog', Catalog>
  | Methods<'priceStates', PriceStates>
  | Methods<'ledger', Ledger>
  | Methods<'cache', PriceCache>;

export const FUNCTIONS = [
  'ReceiveEvent',
  'LoadContext',
  'PredictPrice',
  'FallbackPrice',
  'ApplyGuardrails',
  'Commit',
  'PublishPrice',
  'Close',
  'DeadLetter',
  'ChallengePrice',
] as const;

/** As deployed: a row is left alone for longer than any execution can take. */
export const SWEEP = { openForMs: 360_000, maxSweeps: 5 };

const ARN = 'arn:aws:states:eu-central-1:123456789012:stateMachine:pricewire-dev-pipeline';

export interface Options extends Setting {
  faults?: Faults<Target>;
  /** For jitter; 0: no back-off takes time. */
  random?: number;
  /** In place of the workflow as it is. */
  definition?: unknown;
}

export interface Pipeline {
  world: World;
  faults: FaultPlan<Target>;
  /** Runs the workflow on an event's envelope, to its end. */
  start(envelope: unknown): Promise<Ran>;
  /** Lets time pass (else so much that the sweeper takes up what is open), sweeps, and runs what that starts. */
  sweep(wait?: { after: number }): Promise<Ran[]>;
  settleMarks(): Promise<{ settled: number }>;
}

const idle: Handler = async () => null;

/** The workflow with its placeholders bound to the functions and resources here. */
export const boundDefinition = (): unknown =>
  loadDefinition(localBindings(Object.fromEntries(FUNCTIONS.map((name) => [name, idle])), RESOURCES));

// Parsing it takes far longer than a run does.
const machines = new Map<unknown, StateMachine>();
function machineOf(definition: unknown): StateMachine {
  const machine =
    machines.get(definition) ??
    loadStateMachine(definition ?? boundDefinition(), { name: 'pricewire-dev-pipeline', arn: ARN });
  machines.set(definition, machine);
  return machine;
}

/** The real workflow and tasks over stores in memory, on a clock that no wait takes time on. */
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
    cache: faults.around('cache', memoryPriceCache(world.cache)),
    models,
    clock: now,
    newEpoch: () => 'next',
    sleep: clock.sleep,
  });
  const integrations = integrationsOn(world, faults, handlers);
  let ids = 0;

  const start = async (envelope: unknown): Promise<Ran> => {
    const records: ExpressLogRecord[] = [];
    const { done } = startExecution(
      machineOf(options.definition),
      { input: JSON.stringify(envelope) },
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

  return {
    world,
    faults,
    start,
    settleMarks: settleMarks({ ledger, priceStates }),
    async sweep({ after } = { after: SWEEP.openForMs }) {
      await clock.sleep(after);
      await sweep({ ledger, executions: memoryExecutions(world), clock: now, settings: SWEEP })();
      const ran: Ran[] = [];
      for (const envelope of world.started.splice(0)) ran.push(await start(envelope));
      return ran;
    },
  };
}
