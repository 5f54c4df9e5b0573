import { randomUUID } from 'node:crypto';
import { OWN_SOURCE } from '../domain/events/kind.ts';
import { asError } from '../domain/values/thrown.ts';
import type { Handler } from '../tasks/handler.ts';
import {
  type Execution,
  type ExecutionResult,
  type ExpressLogRecord,
  type Integrations,
  loadStateMachine,
  startExecution,
  systemClock,
} from './engine/index.ts';
import { fairQueue } from './fair-queue.ts';
import { measuredRoom, type TaskTaken } from './measured-room.ts';

/** The workflow on the local engine. */
export interface Workflow {
  arn: string;
  name: string;
  /** The definition as JSON text. */
  definition: string;
  createdAt: number;
  /** Starts an execution when there is room. Throws InvalidExecutionInput. */
  start(input: string, name?: string): Promise<Execution>;
  /** Runs an execution to its end when there is room. Throws InvalidExecutionInput. */
  run(input: string, name?: string): Promise<{ execution: Execution; result: ExecutionResult }>;
  /** Running and waiting executions. */
  inFlight(): number;
  /** Returns when `inFlight` is 0. */
  idle(): Promise<void>;
}

interface Deps {
  arn: string;
  definition: unknown;
  integrations: Integrations;
  /** Receives the records that Express writes to CloudWatch Logs. */
  log?: ((record: ExpressLogRecord) => void) | undefined;
  /** Receives faults of the engine itself. */
  onFault: (error: unknown) => void;
}

// On one machine more executions only wait for each other; with fewer than `least`, a hanging one would block the rest.
const ROOM = { most: 48, least: 4 };

export function localWorkflow({ arn, definition, integrations, log, onFault }: Deps): Workflow {
  const name = arn.split(':').at(-1) ?? arn;
  const machine = loadStateMachine(definition, { name, arn });
  const { room: size, taken } = measuredRoom(ROOM, systemClock.now);
  const room = fairQueue(size);
  const measured = {
    ...integrations,
    invokeFunction: timing(integrations.invokeFunction, definition, taken),
  };
  const services = {
    integrations: measured,
    clock: systemClock,
    random: Math.random,
    newId: randomUUID,
    log,
  };
  let whenIdle: (() => void)[] = [];
  const inFlight = room.size;

  const begin = (input: string, executionName?: string): Promise<ReturnType<typeof startExecution>> =>
    new Promise((started, refused) => {
      const { productId, urgent } = aboutOf(input);
      const startAndRun = async () => {
        const begun = startExecution(
          machine,
          { input, ...(executionName ? { name: executionName } : {}) },
          services,
        );
        started(begun);
        await begun.done;
      };
      const run = room.run(productId, startAndRun, urgent);
      // The first rejection is the refused input; later ones are faults of the engine.
      run.catch((error: unknown) => {
        refused(error);
        if (!(error instanceof Error && error.name === 'InvalidExecutionInput')) onFault(error);
      });
      void run.finally(tellIdle).catch(() => {});
    });

  return {
    arn,
    name,
    definition: JSON.stringify(definition),
    createdAt: Date.now(),
    inFlight,
    start: async (input, executionName) => (await begin(input, executionName)).execution,
    run: async (input, executionName) => {
      const { execution, done } = await begin(input, executionName);
      return { execution, result: await done };
    },
    idle: () => new Promise((done) => (inFlight() === 0 ? done() : whenIdle.push(done))),
  };

  function tellIdle(): void {
    if (inFlight() > 0) return;
    for (const done of whenIdle) done();
    whenIdle = [];
  }
}

/**
 * The product of an event, and whether it is urgent. Urgent are operator events, for which a person or a schedule waits and
 * which no later stock makes obsolete, and restarted events, because the next restart waits for the start of this one.
 */
function aboutOf(input: string): { productId: string; urgent: boolean } {
  try {
    const { source, detail, sweep, waiting } = JSON.parse(input) as Record<string, unknown> & {
      detail?: { productId?: unknown };
    };
    const urgent = source === OWN_SOURCE || sweep !== undefined || waiting !== undefined;
    return { productId: String(detail?.productId), urgent };
  } catch {
    return { productId: '', urgent: false };
  }
}

/** Tasks that wait by design, for the event's turn or for a model. Their duration says nothing about our own load. */
const WAITING_TASKS = new Set(['LoadContext', 'PredictPrice', 'ChallengePrice']);

/** The same calls, each measured against the time-out of the state of that function. */
function timing(
  invoke: Integrations['invokeFunction'],
  definition: unknown,
  taken: (task: TaskTaken) => void,
): Integrations['invokeFunction'] {
  const { States = {} } = definition as { States?: Record<string, { TimeoutSeconds?: unknown }> };
  return async (name, payload) => {
    const limit = States[name]?.TimeoutSeconds;
    if (typeof limit !== 'number' || WAITING_TASKS.has(name)) return invoke(name, payload);
    const startedAt = systemClock.now();
    try {
      return await invoke(name, payload);
    } finally {
      taken({ startedAt, tookMs: systemClock.now() - startedAt, limitMs: limit * 1000 });
    }
  };
}

/** Calls the handlers as Lambda does: JSON text in, JSON text out, errors as `{ errorType, errorMessage, trace }`. */
export const invokeHandlers =
  (handlers: Record<string, Handler>): Integrations['invokeFunction'] =>
  async (name, payload) => {
    const handler = handlers[name];
    if (handler === undefined)
      throw Object.assign(new Error(`there is no function ${name}`), { name: 'ResourceNotFoundException' });
    try {
      return { payload: JSON.stringify((await handler(JSON.parse(payload))) ?? null) };
    } catch (error) {
      const { name: errorType, message: errorMessage, stack = '' } = asError(error);
      return {
        payload: JSON.stringify({ errorType, errorMessage, trace: stack.split('\n') }),
        functionError: 'Unhandled',
      };
    }
  };
