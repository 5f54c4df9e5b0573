import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { parseJson } from '../../domain/values/nesting.ts';
import { messageOf } from '../../domain/values/thrown.ts';
import { InvalidExecutionInput, roleArn } from '../engine/index.ts';
import type { Workflow } from '../workflow.ts';
import { LOCAL_ACCOUNT, LOCAL_AWS } from './aws.ts';
import { AwsError, awsErrorResponse } from './aws-json.ts';
import type { PutEventsAnswer } from './eventbridge.ts';
import { executionNameFault } from './execution-name.ts';
import { stsAnswer } from './sts.ts';

interface Deps {
  putEvents(input: unknown): Promise<PutEventsAnswer>;
  workflow: Workflow;
  /** The names of the functions that the workflow calls. */
  functions: readonly string[];
}

// EventBridge's 1 MB of entries, each character of which JSON may escape.
const MAX_BODY_BYTES = 4 * 1024 * 1024;

const LOG_FILE = '`pricewire trace EVENT_ID`, or the file of `pricewire up --execution-log FILE`';
/** Operations that this stack does not have, and what to use instead. */
const INSTEAD: Record<string, string> = {
  'AWSStepFunctions.DescribeExecution': '`pricewire trace EVENT_ID`',
  'AWSStepFunctions.GetExecutionHistory': '`pricewire trace EVENT_ID`',
  'Logs_20140328.FilterLogEvents': LOG_FILE,
  'Logs_20140328.DescribeLogGroups': LOG_FILE,
  'Logs_20140328.StartQuery': LOG_FILE,
};

/**
 * `POST /` of the AWS JSON protocols, by X-Amz-Target: EventBridge, Step Functions, and two calls that tools make first:
 * GetCallerIdentity of STS and ListFunctions of Lambda.
 */
export function awsEndpoint({ putEvents, workflow, functions }: Deps): Hono {
  const operations = new Map<string, (input: unknown) => Promise<unknown>>(
    Object.entries({
      'AWSEvents.PutEvents': putEvents,
      'AWSStepFunctions.StartExecution': (input) => startExecution(workflow, input),
      'AWSStepFunctions.StartSyncExecution': (input) => startSyncExecution(workflow, input),
      'AWSStepFunctions.DescribeStateMachine': async (input) => describeStateMachine(workflow, input),
      'AWSStepFunctions.ListStateMachines': async () => ({ stateMachines: [listed(workflow)] }),
      'AWSStepFunctions.ListExecutions': async (input) => listExecutions(workflow, input),
    }),
  );
  const tooLarge = (c: Parameters<typeof awsErrorResponse>[0]) =>
    awsErrorResponse(
      c,
      new AwsError('RequestEntityTooLargeException', `The body is over ${MAX_BODY_BYTES} bytes`, 413),
    );
  const app = new Hono();
  app.post('/', bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge }), async (c) => {
    try {
      if (/x-www-form-urlencoded/i.test(c.req.header('content-type') ?? ''))
        return stsAnswer(new URLSearchParams(await c.req.text()));
      const target = c.req.header('x-amz-target') ?? '';
      const operation = operations.get(target);
      if (operation === undefined) throw unknownOperation(target, [...operations.keys()]);
      return c.json((await operation(readBody(await c.req.text()))) as object);
    } catch (error) {
      if (error instanceof AwsError) return awsErrorResponse(c, error);
      const message = messageOf(error);
      return awsErrorResponse(c, new AwsError('InternalFailure', message, 500));
    }
  });
  app.get('/2015-03-31/functions', (c) => c.json({ Functions: functions.map(functionOf) }));
  return app;
}

function unknownOperation(target: string, known: string[]): AwsError {
  const instead = Object.hasOwn(INSTEAD, target) ? INSTEAD[target] : undefined;
  return new AwsError(
    'UnknownOperationException',
    instead === undefined
      ? `X-Amz-Target "${target}" is not one of ${known.join(', ')}`
      : `This stack does not have "${target}"; use ${instead}`,
  );
}

function readBody(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new AwsError('SerializationException', `The body is not JSON: ${(error as Error).message}`);
  }
}

async function startExecution(
  workflow: Workflow,
  request: unknown,
): Promise<{ executionArn: string; startDate: number }> {
  const { arn, startedAt } = await refusingInput(() => workflow.start(...readStart(workflow, request)));
  return { executionArn: arn, startDate: startedAt / 1000 };
}

async function startSyncExecution(workflow: Workflow, request: unknown): Promise<Record<string, unknown>> {
  const { execution, result } = await refusingInput(() => workflow.run(...readStart(workflow, request)));
  const { status, output, error, cause, startedAt, stoppedAt } = result;
  return {
    executionArn: execution.arn,
    stateMachineArn: workflow.arn,
    name: execution.name,
    status,
    ...(output === undefined ? {} : { output: JSON.stringify(output) }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    startDate: startedAt / 1000,
    stopDate: stoppedAt / 1000,
  };
}

function readStart(workflow: Workflow, request: unknown): [input: string, name: string | undefined] {
  const { stateMachineArn, input = '{}', name } = (request ?? {}) as Record<string, unknown>;
  requireMachine(workflow, stateMachineArn);
  if (typeof input !== 'string') throw new AwsError('InvalidExecutionInput', 'input must be JSON text');
  const named = name ?? undefined;
  const fault = named === undefined ? undefined : executionNameFault(named);
  if (fault !== undefined) throw new AwsError(fault.type, fault.message);
  return [input, named as string | undefined];
}

async function refusingInput<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof InvalidExecutionInput) throw new AwsError('InvalidExecutionInput', error.message);
    throw error;
  }
}

const listed = ({ arn, name, createdAt }: Workflow) => ({
  stateMachineArn: arn,
  name,
  type: 'EXPRESS',
  creationDate: createdAt / 1000,
});

function describeStateMachine(workflow: Workflow, request: unknown): Record<string, unknown> {
  const { stateMachineArn } = (request ?? {}) as Record<string, unknown>;
  requireMachine(workflow, stateMachineArn);
  return {
    ...listed(workflow),
    status: 'ACTIVE',
    roleArn: roleArn(workflow),
    definition: workflow.definition,
  };
}

function listExecutions(workflow: Workflow, request: unknown): never {
  const { stateMachineArn } = (request ?? {}) as Record<string, unknown>;
  requireMachine(workflow, stateMachineArn);
  throw new AwsError(
    'StateMachineTypeNotSupported',
    `This operation is not supported by this type of state machine: Express keeps no list of executions. Use ${INSTEAD['AWSStepFunctions.DescribeExecution']}`,
  );
}

function requireMachine(workflow: Workflow, arn: unknown): void {
  if (arn !== workflow.arn)
    throw new AwsError(
      'StateMachineDoesNotExist',
      `State machine ${typeof arn === 'string' ? arn : `of type ${typeof arn}`} does not exist; this stack has ${workflow.arn}`,
    );
}

const functionOf = (name: string) => ({
  FunctionName: name,
  FunctionArn: `arn:aws:lambda:${LOCAL_AWS.region}:${LOCAL_ACCOUNT}:function:${name}`,
  Description: 'Runs in the process of the stack',
  Runtime: 'nodejs24.x',
  Version: '$LATEST',
});
