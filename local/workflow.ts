import { randomUUID } from 'node:crypto';
import { EVENT_KINDS } from '../domain/inventory-event.ts';
import type { Handler } from '../tasks/lambda.ts';
import {
  type Execution,
  type ExpressLogRecord,
  type Integrations,
  loadStateMachine,
  startExecution,
  systemClock,
} from './engine/index.ts';
import { fairQueue } from './fair-queue.ts';

/** The workflow on the local engine. */
export interface Workflow {
  arn: string;
  name: string;
  /** The definition as JSON text. */
  definition: string;
  createdAt: number;
  /** Starts an execution as soon as there is room. Throws InvalidExecutionInput. */
  start(input: string, name?: string): Promise<Execution>;
  /** Executions under way, and those that wait for room. */
  inFlight(): number;
  /** Returns when nothing is under way any more. */
  idle(): Promise<void>;
}

interface Need {
  arn: string;
  definition: unknown;
  integrations: Integrations;
  log: (record: ExpressLogRecord) => void;
  /** A fault of the engine itself. */
  onFault: (error: unknown) => void;
}

// More at once only wait for each other on one machine, and more of one product for their turns.
const ROOM = { atOnce: 48, ofOneKey: 8 };

export function localWorkflow({ arn, definition, integrations, log, onFault }: Need): Workflow {
  const name = arn.split(':').at(-1) ?? arn;
  const machine = loadStateMachine(definition, { name, arn });
  const room = fairQueue(ROOM);
  const services = { integrations, clock: systemClock, random: Math.random, newId: randomUUID, log };
  let whenIdle: (() => void)[] = [];
  const inFlight = room.size;

  return {
    arn,
    name,
    definition: JSON.stringify(definition),
    createdAt: Date.now(),
    inFlight,
    start: (input, executionName) =>
      new Promise<Execution>((started, refused) => {
        const { productId, urgent } = aboutOf(input);
        const startAndRun = async () => {
          const { execution, done } = startExecution(
            machine,
            { input, ...(executionName ? { name: executionName } : {}) },
            services,
          );
          started(execution);
          await done;
        };
        const run = room.run(productId, startAndRun, urgent);
        // The first to reject is the refused input; later faults are the engine's own.
        run.catch((error: unknown) => {
          refused(error);
          if (!(error instanceof Error && error.name === 'InvalidExecutionInput')) onFault(error);
        });
        void run.finally(tellIdle).catch(() => {});
      }),
    idle: () => new Promise((done) => (inFlight() === 0 ? done() : whenIdle.push(done))),
  };

  function tellIdle(): void {
    if (inFlight() > 0) return;
    for (const done of whenIdle) done();
    whenIdle = [];
  }
}

/**
 * Whose event it is, and whether it goes first: one that a person or a schedule waits for, which no later stock makes old,
 * and one of the sweeper, which starts the next when this one has begun.
 */
function aboutOf(input: string): { productId: string; urgent: boolean } {
  try {
    const { source, detail, sweep } = JSON.parse(input) as Record<string, unknown> & {
      detail?: { productId?: unknown };
    };
    const urgent = source === EVENT_KINDS.reprice.source || sweep !== undefined;
    return { productId: String(detail?.productId), urgent };
  } catch {
    return { productId: '', urgent: false };
  }
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
      const {
        name: errorType,
        message: errorMessage,
        stack = '',
      } = error instanceof Error ? error : new Error(String(error));
      return {
        payload: JSON.stringify({ errorType, errorMessage, trace: stack.split('\n') }),
        functionError: 'Unhandled',
      };
    }
  };
