import type { Clock } from '../../adapters/clock.ts';
import {
  type ExecutionResult,
  type Integrations,
  loadStateMachine,
  type StateMachine,
  startExecution,
} from '../../local/engine/index.ts';
import { taskHandlers } from '../../local/handlers.ts';
import { invokeHandlers } from '../../local/workflow.ts';
import type { DeadLetterMessage } from '../../tasks/dead-letter.ts';
import type { Models } from '../../tasks/models.ts';
import { elasticModel } from '../fakes/demand-models.ts';
import { noteTraceAsTold } from '../fakes/note-trace.ts';
import { RESOURCES } from '../workflow/support/integrations.ts';
import { boundDefinition } from '../workflow/support/pipeline.ts';
import type { Caller, Calls } from './calls.ts';
import type { Data, Stores } from './market.ts';
import type { Random } from './random.ts';
import type { Schedule } from './schedule.ts';
import type { visitsOf } from './visits.ts';

/** What all processes share. */
export interface Ground {
  data: Data;
  stores: Stores;
  calls: Calls;
  schedule: Schedule;
  random: Random;
  /** The time on the functions' machines. */
  clock: Clock;
  /** The states that the executions really went through. */
  visits: ReturnType<typeof visitsOf>;
}

const ARN = 'arn:aws:states:eu-central-1:123456789012:stateMachine:reprice';
let sent = 0;
// Cached, because parsing takes far longer than a run.
let machine: StateMachine | undefined;

/** The stores as one process reaches them. */
export const storesOf = ({ stores, calls }: Ground, caller: Caller): Stores => ({
  catalog: calls.around(caller, 'catalog', stores.catalog),
  priceStates: calls.around(caller, 'priceStates', stores.priceStates),
  ledger: calls.around(caller, 'ledger', stores.ledger),
  cache: calls.around(caller, 'cache', stores.cache),
  orders: calls.around(caller, 'orders', stores.orders),
});

/** Runs the real workflow and tasks on an envelope to its end. Never ends once `caller` is dead. */
export async function runWorkflow(
  ground: Ground,
  caller: Caller,
  envelope: unknown,
): Promise<ExecutionResult> {
  const { schedule, random } = ground;
  machine ??= loadStateMachine(boundDefinition(), { name: 'reprice', arn: ARN });
  const { done } = startExecution(
    machine,
    { name: caller.name.replace(/\W/g, '-'), input: JSON.stringify(envelope) },
    {
      integrations: integrationsOf(ground, caller),
      clock: {
        now: schedule.now,
        sleep: (ms, alarm) => (caller.dead ? new Promise(() => {}) : schedule.sleep(ms, alarm)),
      },
      random: random.unit,
      newId: () => caller.name,
      log: ground.visits.log,
    },
  );
  return done;
}

function integrationsOf(ground: Ground, caller: Caller): Integrations {
  const { calls, data, stores, clock, schedule } = ground;
  let epochs = 0;
  const handlers = taskHandlers({
    ...storesOf(ground, caller),
    models: modelsOf(ground, caller),
    clock,
    newEpoch: () => `epoch ${epochs++} of ${caller.name}`,
    sleep: schedule.sleep,
  });
  const invoke = invokeHandlers(handlers);
  return {
    invokeFunction: (name, payload) => calls.call(caller, `lambda ${name}`, () => invoke(name, payload)),
    sendMessage: (args) => {
      const { QueueUrl, MessageBody, DelaySeconds = 0 } = args as unknown as SendArguments;
      if (QueueUrl === RESOURCES.WaitingQueueUrl)
        return calls.call(caller, 'keepWaiting', async () => {
          const messageId = `waiting-${++sent}`;
          const visibleAt = schedule.now() + 1_000 * DelaySeconds;
          data.waiting.push({ messageId, body: MessageBody, visibleAt });
          return { MessageId: messageId };
        });
      return calls.call(caller, 'sendMessage', async () => {
        data.letters.push((JSON.parse(MessageBody) as DeadLetterMessage).eventId);
        return { MessageId: `message-${data.letters.length}` };
      });
    },
    putEvents: () =>
      calls.call(caller, 'putEvents', async () => ({ FailedEntryCount: 0, Entries: [{ EventId: 'put' }] })),
    updateItem: (args) => calls.call(caller, 'updateItem', () => noteTraceAsTold(stores.ledger, args)),
  };
}

interface SendArguments {
  QueueUrl: string;
  MessageBody: string;
  DelaySeconds?: number;
}

const modelsOf = ({ calls }: Ground, caller: Caller): Models => [
  calls.around(caller, 'model', elasticModel('demand')),
  calls.around(caller, 'model', elasticModel('challenger', 3)),
];
