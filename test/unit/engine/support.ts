import {
  type ExecutionResult,
  type ExpressLogRecord,
  type Integrations,
  type Json,
  loadStateMachine,
  startExecution,
  type VirtualClock,
  virtualClock,
} from '../../../local/engine/index.ts';

/** Start of the virtual clock in these tests: 2026-01-01T00:00:00Z. */
export const START = Date.UTC(2026, 0, 1);
export const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:Sample';

type Fields = Record<string, unknown>;

/** A state machine of these states, starting at the first. */
export const machine = (states: Fields, top: Fields = {}) =>
  loadStateMachine(
    { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...top },
    { name: 'Sample', arn: ARN },
  );

/** A task that invokes the function `work` with the state's input. */
export const task = (fields: Fields = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'work', Payload: '{% $states.input %}' },
  ...('Next' in fields ? {} : { End: true }),
  ...fields,
});

/** A final Pass state. */
export const pass = (fields: Fields = {}) => ({ Type: 'Pass', End: true, ...fields });

/** An error with a name, as the SDK throws it. */
export const named = (name: string, message = 'no') => Object.assign(new Error(message), { name });

/** The answer of a function whose handler threw. */
export const fault = (errorType: string, errorMessage = 'no') => ({
  payload: JSON.stringify({ errorType, errorMessage, trace: [] }),
  functionError: 'Unhandled',
});

export const never = () => new Promise<never>(() => {});

const unexpected = async () => {
  throw new Error('This test expects no such call');
};

export interface Ran {
  result: ExecutionResult;
  records: ExpressLogRecord[];
  clock: VirtualClock;
  /** Virtual ms from start to stop. */
  took: number;
}

/** Runs states to the end of the execution, on a virtual clock. `work` is called for every function. */
export async function run(
  states: Fields,
  options: {
    input?: Json;
    /** The input as JSON text, in place of `input`. */
    text?: string;
    top?: Fields;
    work?: (payload: Json, name: string) => Json | Promise<unknown>;
    integrations?: Partial<Integrations>;
    random?: () => number;
    clock?: VirtualClock;
    /** Runs without a log. */
    unlogged?: boolean;
  } = {},
): Promise<Ran> {
  const clock = options.clock ?? virtualClock(START);
  const records: ExpressLogRecord[] = [];
  const { work } = options;
  let ids = 0;
  const { done } = startExecution(
    machine(states, options.top),
    { input: options.text ?? JSON.stringify(options.input ?? {}) },
    {
      integrations: {
        invokeFunction: work
          ? async (name, payload) => answer(await work(JSON.parse(payload), name))
          : unexpected,
        sendMessage: unexpected,
        putEvents: unexpected,
        updateItem: unexpected,
        ...options.integrations,
      },
      clock,
      random: options.random ?? (() => 0.5),
      newId: () => `id-${++ids}`,
      log: options.unlogged ? undefined : (record) => records.push(record),
    },
  );
  const result = await done;
  return { result, records, clock, took: result.stoppedAt - result.startedAt };
}

/** Function errors are passed on; anything else is the handler's return value. */
function answer(value: unknown): { payload: string; functionError?: string } {
  if (typeof value === 'object' && value !== null && 'functionError' in value)
    return value as ReturnType<typeof fault>;
  return { payload: JSON.stringify(value ?? null) };
}

/** The output of states that must succeed. */
export async function output(states: Fields, options?: Parameters<typeof run>[1]): Promise<Json | undefined> {
  const { result } = await run(states, options);
  if (result.status !== 'SUCCEEDED') throw new Error(`${result.status}: ${result.error}: ${result.cause}`);
  return result.output;
}

/** Returns one value after the other, and then the last one for ever. */
export function answers<T>(...values: T[]): () => T {
  let index = 0;
  return () => values[Math.min(index++, values.length - 1)] as T;
}

export const types = (records: ExpressLogRecord[]) => records.map(({ type }) => type);
