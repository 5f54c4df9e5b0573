import type { Catalog } from '../../../adapters/catalog.ts';
import type { Ledger } from '../../../adapters/ledger.ts';
import type { Closing, Evidence } from '../../../domain/record/ledger.ts';
import { shift } from '../../../domain/values/time.ts';
import { loadStateMachine, type StateMachine, startExecution } from '../../../local/engine/index.ts';
import { localBindings, taskHandlers } from '../../../local/handlers.ts';
import { invokeHandlers } from '../../../local/workflow.ts';
import { loadDefinition } from '../../../workflows/definition.ts';
import { elasticModel } from '../../fakes/demand-models.ts';
import type { Step } from './world.ts';

/** The next step of an execution after all its answers so far, or its end. */
export type Next = { step: Step } | { ended: true; answer?: number | undefined; fault?: string };

/** An answer to a step: a value, or an error that the call throws. */
export type Answer = { value: unknown } | { error: string };

/** A program that talks to the world through `ask` alone, so that it can be stopped, replayed and branched at every step. */
export type Program = (ask: (step: Step) => Promise<unknown>) => Promise<number | undefined>;

interface Suspended {
  next: Next;
  resume(answer: Answer): Promise<Next>;
}

/** Runs a program step by step. It depends only on its answers, so every stretch runs once and is remembered. */
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

/** The ledger without traces, which would make equal worlds look different. */
function untraced(ledger: Ledger): Ledger {
  // biome-ignore lint/suspicious/noExplicitAny: whatever the methods take and answer
  const call = (method: string): any => Reflect.get(ledger, method);
  return new Proxy(ledger, {
    get(_, method: string) {
      if (method === 'noteTrace') return async () => {};
      if (method === 'putEvidence') return ({ trace: _trace, ...rest }: Evidence) => call(method)(rest);
      if (method === 'close')
        return (id: string, { trace: _trace, ...rest }: Closing) => call(method)(id, rest);
      return call(method);
    },
  });
}

/** Runs steps one after another: a task may read two stores at once. */
function inTurn(ask: (step: Step) => Promise<unknown>): (step: Step) => Promise<unknown> {
  let last: Promise<unknown> = Promise.resolve();
  return (step) => {
    const answer = last.then(() => ask(step));
    last = answer.catch(() => {});
    return answer;
  };
}

/** The catalog, which has the product once the world says so. */
const listedLate = (catalog: Catalog, ask: (step: Step) => Promise<unknown>): Catalog => ({
  ...catalog,
  product: async (id) =>
    (await ask({ store: 'catalog', method: 'product', args: [id] })) ? catalog.product(id) : undefined,
});

interface Setting {
  catalog: Catalog;
  now: string;
  /** Whether the product is added to the catalog during the run. */
  isListedLate?: boolean;
}

const RESOURCES = {
  BusName: 'bus',
  DeadLetterQueueUrl: 'letters',
  WaitingQueueUrl: 'waiting',
  LedgerTable: 'ledger',
};

// Cached, because parsing takes far longer than a run.
let machine: StateMachine | undefined;

/** Two waits outlast a turn; three make the event continue without one. */
const WAIT_MS = 600;

/** The real workflow with the real tasks, on an event's envelope. */
export function execution(
  envelope: Record<string, unknown>,
  name: string,
  { catalog, now, isListedLate }: Setting,
): Program {
  return async (asked) => {
    const ask = inTurn(asked);
    let epochs = 0;
    // Time passes while an execution waits for its turn, so that turns end.
    let waitedMs = 0;
    const handlers = taskHandlers({
      catalog: isListedLate ? listedLate(catalog, ask) : catalog,
      priceStates: asking('priceStates', ask),
      ledger: untraced(asking('ledger', ask)),
      orders: asking('orders', ask),
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
    const { done } = startExecution(
      machine,
      { name, input: JSON.stringify(envelope) },
      {
        integrations: {
          invokeFunction: invokeHandlers(handlers),
          sendMessage: async (args) => {
            const { QueueUrl, MessageBody } = args as { QueueUrl: string; MessageBody: string };
            const store = QueueUrl === RESOURCES.WaitingQueueUrl ? 'waiting' : 'queue';
            return (await ask({ store, method: 'send', args: [MessageBody] })) as null;
          },
          putEvents: async () => ({ Entries: [], FailedEntryCount: 0 }),
          // No decision reads the trace, so it is not stored.
          updateItem: async () => ({}),
        },
        // Tasks have no time-outs (an execution without an answer was killed), and back-off takes no time.
        clock: {
          now: () => Date.parse(now),
          sleep: (_ms, alarm) => (alarm ? new Promise(() => {}) : Promise.resolve()),
        },
        random: () => 0,
        newId: () => name,
      },
    );
    await done;
    return undefined;
  };
}
