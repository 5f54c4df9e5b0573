import type { Catalog } from '../../../adapters/catalog.ts';
import { shift } from '../../../domain/time.ts';
import { loadStateMachine, type StateMachine, startExecution } from '../../../local/engine/index.ts';
import { localBindings, taskHandlers } from '../../../local/handlers.ts';
import { invokeHandlers } from '../../../local/workflow.ts';
import { loadDefinition } from '../../../workflows/definition.ts';
import { elasticModel } from '../../fakes/demand-models.ts';
import type { Step } from './world.ts';

/** What an execution wants next, given all that it was answered so far, or how it ended. */
export type Next = { step: Step } | { ended: true; answer?: number | undefined; fault?: string };

/** An answer to a step: a value, or an error that the call throws. */
export type Answer = { value: unknown } | { error: string };

/** A program that talks to the world through `ask` alone, so that it can be stopped, replayed and branched at every step. */
export type Program = (ask: (step: Step) => Promise<unknown>) => Promise<number | undefined>;

interface Suspended {
  next: Next;
  resume(answer: Answer): Promise<Next>;
}

/** Runs a program step by step. What it does is a function of its answers, so every stretch is run once and remembered. */
export function memoize(program: Program): (history: readonly Answer[], key: string) => Promise<Next> {
  const known = new Map<string, Next>();
  const suspended = new Map<string, Suspended>();
  return async (history, key) => {
    const found = known.get(key);
    if (found) return found;
    const parentKey = key.slice(0, key.lastIndexOf('/'));
    const last = history.at(-1);
    const parent = suspended.get(parentKey);
    suspended.delete(parentKey);
    const instance = parent && last ? await advance(parent, last) : await replay(program, history);
    known.set(key, instance.next);
    if (!('ended' in instance.next)) suspended.set(key, instance);
    return instance.next;
  };
}

const advance = async (instance: Suspended, answer: Answer): Promise<Suspended> => ({
  ...instance,
  next: await instance.resume(answer),
});

async function replay(program: Program, history: readonly Answer[]): Promise<Suspended> {
  let instance = await begin(program);
  for (const answer of history) instance = await advance(instance, answer);
  return instance;
}

async function begin(program: Program): Promise<Suspended> {
  let tell: (next: Next) => void = () => {};
  let reply: (answer: Answer) => void = () => {};
  const first = new Promise<Next>((done) => {
    tell = done;
  });
  const ask = (step: Step): Promise<unknown> =>
    new Promise((done, failed) => {
      // Answers go through JSON, as they do on the wire.
      reply = (answer) =>
        'error' in answer
          ? failed(Object.assign(new Error('injected'), { name: answer.error }))
          : done(answer.value ?? undefined);
      tell({ step });
    });
  program(ask).then(
    (answer) => tell({ ended: true, answer }),
    (fault: unknown) => tell({ ended: true, fault: String(fault) }),
  );
  const resume = (answer: Answer) =>
    new Promise<Next>((done) => {
      tell = done;
      reply(answer);
    });
  return { next: await first, resume };
}

/** A store whose every method is a step. */
// biome-ignore lint/suspicious/noExplicitAny: it stands for any store
export const asking = (store: Step['store'], ask: (step: Step) => Promise<unknown>): any =>
  new Proxy(
    {},
    {
      get:
        (_, method: string) =>
        (...args: unknown[]) =>
          ask({ store, method, args: JSON.parse(JSON.stringify(args)) }),
    },
  );

interface Setting {
  catalog: Catalog;
  now: string;
}

const RESOURCES = { BusName: 'bus', DeadLetterQueueUrl: 'queue', PriceStateTable: 'states' };

interface SettleArguments {
  Key: { productId: { S: string } };
  UpdateExpression: string;
  ExpressionAttributeNames: Record<'#event', string>;
}

// Parsing it takes far longer than a run does.
let machine: StateMachine | undefined;

/** Two waits outlast a turn, three the patience of who waits. */
const WAIT_MS = 600;

/** The real workflow with the real tasks, on an event's envelope. */
export function execution(
  envelope: Record<string, unknown>,
  name: string,
  { catalog, now }: Setting,
): Program {
  return async (ask) => {
    let epochs = 0;
    // An execution that waits for its turn finds that time has passed, so that turns end as well.
    let waitedMs = 0;
    const handlers = taskHandlers({
      catalog,
      priceStates: asking('priceStates', ask),
      ledger: asking('ledger', ask),
      cache: asking('cache', ask),
      models: [elasticModel()],
      clock: () => shift(now, waitedMs),
      newEpoch: () => `${name}-${epochs++}`,
      sleep: async () => {
        waitedMs += WAIT_MS;
      },
    });
    machine ??= loadStateMachine(loadDefinition(localBindings(handlers, RESOURCES)), {
      name: 'reprice',
      arn: 'arn:aws:states:us-east-1:0:stateMachine:reprice',
    });
    const priceStates = asking('priceStates', ask);
    const { done } = startExecution(
      machine,
      { name, input: JSON.stringify(envelope) },
      {
        integrations: {
          invokeFunction: invokeHandlers(handlers),
          sendMessage: async (args) =>
            (await ask({
              store: 'queue',
              method: 'send',
              args: [(args as { MessageBody: string }).MessageBody],
            })) as null,
          putEvents: async () => ({ Entries: [], FailedEntryCount: 0 }),
          updateItem: async (args) => {
            const { Key, ExpressionAttributeNames, UpdateExpression } = args as unknown as SettleArguments;
            if (UpdateExpression !== 'REMOVE unsettled.#event')
              throw new Error(`an update that the world does not know: ${UpdateExpression}`);
            await priceStates.settle(Key.productId.S, ExpressionAttributeNames['#event']);
            return {};
          },
        },
        // No task times out (one that is never answered was killed), and no back-off takes time.
        clock: {
          now: () => Date.parse(now),
          sleep: (_ms, alarm) => (alarm ? new Promise(() => {}) : Promise.resolve()),
        },
        random: () => 0,
        newId: () => name,
        log: () => {},
      },
    );
    await done;
    return undefined;
  };
}
