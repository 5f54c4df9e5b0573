import { StateMachine } from 'aws-local-stepfunctions';
import {
  type Integrations,
  loadStateMachine,
  startExecution,
  systemClock,
} from '../../../local/engine/index.ts';
import { INPUT, jsonataMachine, jsonPathMachine, TASK_NAMES } from './machines.ts';

/** Runs one execution to its end. Throws if it fails. */
export type RunOne = () => Promise<void>;

/** Our engine, with payload limits, JSON boundary and log records, which are discarded. */
export function ours(): RunOne {
  const machine = loadStateMachine(jsonataMachine, {
    name: 'bench',
    arn: 'arn:aws:states:us-east-1:000000000000:stateMachine:bench',
  });
  const unused = () => Promise.reject(new Error('this machine only calls functions'));
  const integrations: Integrations = {
    invokeFunction: async (_name, payload) => ({ payload }),
    sendMessage: unused,
    putEvents: unused,
    updateItem: unused,
  };
  const input = JSON.stringify(INPUT);
  let ids = 0;
  const services = {
    integrations,
    clock: systemClock,
    random: Math.random,
    newId: () => String(++ids),
  };
  return async () => {
    const { status, error } = await startExecution(machine, { input }, services).done;
    if (status !== 'SUCCEEDED') throw new Error(`our engine: ${status} ${error}`);
  };
}

/** The published engine, used as documented, on the JSONPath form of the same machine. */
export function theirs(): RunOne {
  const machine = new StateMachine(jsonPathMachine as ConstructorParameters<typeof StateMachine>[0]);
  const handler = async (input: unknown) => input;
  const overrides = {
    taskResourceLocalHandlers: Object.fromEntries(TASK_NAMES.map((name) => [name, handler])),
  };
  return async () => {
    await machine.run(INPUT, { overrides } as Parameters<StateMachine['run']>[1]).result;
  };
}
