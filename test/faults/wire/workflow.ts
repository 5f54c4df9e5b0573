import { randomUUID } from 'node:crypto';
import { WAITING } from '../../../adapters/trials.ts';
import { type JsonObject, loadStateMachine, startExecution } from '../../../local/engine/index.ts';
import { localBindings, taskHandlers } from '../../../local/handlers.ts';
import { invokeHandlers } from '../../../local/workflow.ts';
import { connected } from '../../../tasks/handlers/redis.ts';
import type { Handler } from '../../../tasks/lambda.ts';
import { loadDefinition } from '../../../workflows/definition.ts';
import { RESOURCES } from '../../workflow/support/integrations.ts';
import type { Envelope } from '../market.ts';
import type { Random } from '../random.ts';
import { TIMES as FAST_TIMES, fastClock } from './fast-clock.ts';
import type { Services } from './services.ts';

const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:reprice';
// One for each caller: a shared promise would keep all callers in memory.
const forever = (): Promise<never> => new Promise(() => {});

export interface WireWorkflow {
  start(envelope: Envelope): void;
  /** Runs the workflow to its end. A killed execution has no end, so the caller times out. */
  trial(envelope: Envelope): Promise<'ended' | 'waiting'>;
  /** Kills this share of the executions, each at a random call. */
  kill(share: number): void;
  /** Returns when no execution runs, and no call whose caller has given up. */
  idle(): Promise<void>;
}

/** The workflow and the tasks over the network. A killed execution makes no more calls. */
export function wireWorkflow(services: Services, random: Random): WireWorkflow {
  const { integrations, queueUrl } = services;
  const handlers = handlersOn(services);
  const machine = loadStateMachine(
    loadDefinition(
      localBindings(handlers, {
        ...RESOURCES,
        DeadLetterQueueUrl: queueUrl,
        WaitingQueueUrl: services.waitingUrl,
        LedgerTable: 'ledger',
      }),
    ),
    { name: 'reprice', arn: ARN },
  );
  const invokeFunction = invokeHandlers(handlers);
  const running = new Set<Promise<unknown>>();
  const untilOver = <T>(work: Promise<T>): Promise<T> => {
    const over = work.then(
      () => {},
      () => {},
    );
    running.add(over);
    void over.then(() => running.delete(over));
    return work;
  };
  let killed = 0;

  const run = (envelope: Envelope): Promise<string> => {
    const dead = new AbortController();
    let callsLeft = random.chance(killed) ? random.below(8) : Number.POSITIVE_INFINITY;
    const alive = <T>(call: () => Promise<T>): Promise<T> => {
      callsLeft -= 1;
      if (callsLeft < 0) dead.abort();
      return dead.signal.aborted ? forever() : untilOver(call());
    };
    const { done } = startExecution(
      machine,
      { input: JSON.stringify(envelope) },
      {
        integrations: {
          invokeFunction: (name, payload) => alive(() => invokeFunction(name, payload)),
          sendMessage: (args) => alive(() => integrations.sendMessage(sooner(args as SendArguments))),
          putEvents: (args) => alive(() => integrations.putEvents(args)),
          updateItem: (args) => alive(() => integrations.updateItem(args)),
        },
        clock: {
          now: fastClock.now,
          sleep: (ms, alarm) => (dead.signal.aborted ? forever() : fastClock.sleep(ms, alarm)),
        },
        random: random.unit,
        newId: randomUUID,
      },
    );
    const death = new Promise<string>((died) =>
      dead.signal.addEventListener('abort', () => died(KILLED), { once: true }),
    );
    return untilOver(Promise.race([done.then(({ error = 'none' }) => error), death]));
  };

  return {
    start: (envelope) => void run(envelope),
    trial: async (envelope) => ([WAITING, KILLED].includes(await run(envelope)) ? 'waiting' : 'ended'),
    kill(share) {
      killed = share;
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

const KILLED = 'Killed';

type SendArguments = JsonObject & { DelaySeconds?: number };

/** The queue uses the machine's clock. */
const sooner = ({ DelaySeconds, ...args }: SendArguments): JsonObject => ({
  ...args,
  ...(DelaySeconds === undefined ? {} : { DelaySeconds: Math.floor(DelaySeconds / FAST_TIMES) }),
});

/** The functions as deployed; the one that publishes first waits for its connection. */
function handlersOn({ stores, redis, model }: Services): Record<string, Handler> {
  const { connection, cache } = redis.forTasks;
  const handlers = taskHandlers({
    ...stores,
    cache,
    models: [model],
    clock: () => new Date(fastClock.now()).toISOString(),
    newEpoch: randomUUID,
    sleep: fastClock.sleep,
  });
  const publish = handlers['PublishPrice'] as Handler;
  return {
    ...handlers,
    PublishPrice: async (payload) => {
      await connected(connection);
      return publish(payload);
    },
  };
}
