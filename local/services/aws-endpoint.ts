import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { InvalidExecutionInput } from '../engine/index.ts';
import type { Workflow } from '../workflow.ts';
import { AwsError, awsErrorResponse } from './aws-json.ts';
import type { PutEventsAnswer } from './eventbridge.ts';

interface Need {
  putEvents(input: unknown): Promise<PutEventsAnswer>;
  workflow: Workflow;
}

// EventBridge's 1 MB of entries, each character of which JSON may escape.
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** `POST /` of the AWS JSON protocols, told apart by X-Amz-Target: EventBridge and Step Functions. */
export function awsEndpoint({ putEvents, workflow }: Need): Hono {
  const operations = new Map<string, (input: unknown) => Promise<unknown>>(
    Object.entries({
      'AWSEvents.PutEvents': putEvents,
      'AWSStepFunctions.StartExecution': (input) => startExecution(workflow, input),
      'AWSStepFunctions.DescribeStateMachine': async (input) => describeStateMachine(workflow, input),
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
      const target = c.req.header('x-amz-target') ?? '';
      const operation = operations.get(target);
      if (operation === undefined) {
        throw new AwsError(
          'UnknownOperationException',
          `X-Amz-Target "${target}" is none of ${[...operations.keys()].join(', ')}`,
        );
      }
      return c.json((await operation(await readBody(c.req.raw))) as object);
    } catch (error) {
      if (error instanceof AwsError) return awsErrorResponse(c, error);
      const message = error instanceof Error ? error.message : String(error);
      return awsErrorResponse(c, new AwsError('InternalFailure', message, 500));
    }
  });
  return app;
}

async function readBody(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    throw new AwsError('SerializationException', 'The body is not JSON');
  }
}

async function startExecution(
  workflow: Workflow,
  request: unknown,
): Promise<{ executionArn: string; startDate: number }> {
  const { stateMachineArn, input = '{}', name } = (request ?? {}) as Record<string, unknown>;
  requireMachine(workflow, stateMachineArn);
  if (typeof input !== 'string') throw new AwsError('InvalidExecutionInput', 'input must be JSON text');
  try {
    const { arn, startedAt } = await workflow.start(input, typeof name === 'string' ? name : undefined);
    return { executionArn: arn, startDate: startedAt / 1000 };
  } catch (error) {
    if (error instanceof InvalidExecutionInput) throw new AwsError('InvalidExecutionInput', error.message);
    throw error;
  }
}

function describeStateMachine(workflow: Workflow, request: unknown): Record<string, unknown> {
  const { stateMachineArn } = (request ?? {}) as Record<string, unknown>;
  requireMachine(workflow, stateMachineArn);
  return {
    stateMachineArn: workflow.arn,
    name: workflow.name,
    type: 'EXPRESS',
    status: 'ACTIVE',
    roleArn: workflow.arn.replace(':states:', ':iam:').replace(/:stateMachine:.*/, ':role/local'),
    definition: workflow.definition,
    creationDate: workflow.createdAt / 1000,
  };
}

function requireMachine(workflow: Workflow, arn: unknown): void {
  if (arn !== workflow.arn)
    throw new AwsError(
      'StateMachineDoesNotExist',
      `State machine ${String(arn)} does not exist; this stack has ${workflow.arn}`,
    );
}
