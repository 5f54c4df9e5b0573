import { StateError } from './errors.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { jsonText, type Payload, parsedPayload, passingPayload, toPayload } from './payload.ts';

/** Services that tasks can call. Each throws an `Error` whose `name` the workflow can match on. */
export interface Integrations {
  /**
   * Invokes a function by name or ARN with JSON text and returns JSON text. `functionError` is set if the handler threw;
   * the text is then `{errorType, errorMessage, trace}`.
   */
  invokeFunction(name: string, payload: string): Promise<{ payload: string; functionError?: string }>;
  /** SQS SendMessage: `{QueueUrl, MessageBody, …}`. */
  sendMessage(args: Json): Promise<Json>;
  /** EventBridge PutEvents: `{Entries: [{Detail, DetailType, EventBusName, Source, Resources}]}`, `Detail` as JSON text. */
  putEvents(args: Json): Promise<Json>;
  /** DynamoDB UpdateItem, in attribute-value JSON. */
  updateItem(args: Json): Promise<Json>;
}

/** The calling execution, for integrations that add it to their call. */
export interface Caller {
  readonly integrations: Integrations;
  readonly stateMachineArn: string;
  readonly executionArn: string;
}

/** One `Resource` of a Task state: its call, and its spelling in log and errors. */
export interface ServiceIntegration {
  readonly resourceType: string;
  readonly resource: string;
  /** Arguments that it implements; undefined if it passes all on. */
  readonly argumentNames: readonly string[] | undefined;
  /** @throws StateError with the spelling of Step Functions */
  call(args: JsonObject, caller: Caller): Promise<Payload>;
}

/** The task resources that the engine implements, by ARN. */
export const serviceIntegrations: ReadonlyMap<string, ServiceIntegration> = new Map([
  [
    'arn:aws:states:::lambda:invoke',
    {
      resourceType: 'lambda',
      resource: 'invoke',
      argumentNames: ['FunctionName', 'Payload'],
      call: spellingErrors('Lambda', invokeFunction),
    },
  ],
  [
    'arn:aws:states:::sqs:sendMessage',
    {
      resourceType: 'sqs',
      resource: 'sendMessage',
      argumentNames: undefined,
      call: spellingErrors('SQS', answering('sqs', sendMessage)),
    },
  ],
  [
    'arn:aws:states:::events:putEvents',
    {
      resourceType: 'events',
      resource: 'putEvents',
      argumentNames: ['Entries'],
      call: spellingErrors('EventBridge', answering('events', putEvents)),
    },
  ],
  [
    'arn:aws:states:::dynamodb:updateItem',
    {
      resourceType: 'dynamodb',
      resource: 'updateItem',
      argumentNames: undefined,
      call: spellingErrors(
        'DynamoDB',
        answering('dynamodb', (args, { integrations }) => integrations.updateItem(args)),
      ),
    },
  ],
]);

/** Gives SDK errors the spelling of Step Functions: `DynamoDB.ConditionalCheckFailedException`. */
function spellingErrors(service: string, call: ServiceIntegration['call']): ServiceIntegration['call'] {
  return async (args, caller) => {
    try {
      return await call(args, caller);
    } catch (error) {
      if (error instanceof StateError) throw error;
      const { name, message } = Object(error) as { name?: unknown; message?: unknown };
      const spelt = typeof name === 'string' && name !== '' ? name : 'Unknown';
      const prefixed = spelt.startsWith(`${service}.`) ? spelt : `${service}.${spelt}`;
      throw new StateError(prefixed, String(message ?? error));
    }
  };
}

const resultOf = (resourceType: string): string => `The state/task '${resourceType}' returned a result that`;

/** An integration whose payload is the answer of the service. */
function answering(
  resourceType: string,
  call: (args: JsonObject, caller: Caller) => Promise<unknown>,
): ServiceIntegration['call'] {
  return async (args, caller) => toPayload(await call(args, caller), resultOf(resourceType));
}

async function invokeFunction(args: JsonObject, { integrations }: Caller): Promise<Payload> {
  const { FunctionName: name, Payload: payload = {} } = args;
  if (typeof name !== 'string') {
    throw new StateError('Lambda.ValidationException', 'FunctionName must be a string.');
  }
  const answer = await integrations.invokeFunction(name, jsonText(payload));
  if (answer.functionError !== undefined) throw functionError(answer.payload);
  const { value } = parsedPayload(parseAnswer(answer.payload), answer.payload);
  return passingPayload({ ExecutedVersion: '$LATEST', Payload: value, StatusCode: 200 }, resultOf('lambda'));
}

/** A handler's error: `errorType` is the error, and the whole JSON text is the cause. */
function functionError(text: string): StateError {
  const fault = parseAnswer(text);
  const type = isObject(fault) ? fault['errorType'] : undefined;
  return new StateError(typeof type === 'string' && type !== '' ? type : 'Lambda.Unknown', text);
}

function parseAnswer(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    throw new StateError('States.Runtime', 'The function answered text that is not JSON.');
  }
}

async function sendMessage(args: JsonObject, { integrations }: Caller): Promise<Json> {
  const { MessageBody: body } = args;
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  return integrations.sendMessage(text === undefined ? args : { ...args, MessageBody: text });
}

async function putEvents(args: JsonObject, caller: Caller): Promise<unknown> {
  const { Entries: entries } = args;
  if (!Array.isArray(entries)) {
    throw new StateError('EventBridge.ValidationException', 'Entries must be an array.');
  }
  const answer = await caller.integrations.putEvents({
    Entries: entries.map((entry) => eventEntry(entry, caller)),
  });
  if (isObject(answer) && Number(answer['FailedEntryCount']) > 0) {
    throw new StateError('EventBridge.FailedEntry', JSON.stringify(answer));
  }
  return answer;
}

/** Writes `Detail` as text, and adds the state machine and the execution to `Resources`, as this integration does. */
function eventEntry(entry: Json, { stateMachineArn, executionArn }: Caller): Json {
  if (!isObject(entry)) {
    throw new StateError('EventBridge.ValidationException', 'Each of Entries must be an object.');
  }
  const { Detail: detail, Resources: resources } = entry;
  return {
    ...entry,
    ...(isObject(detail) && { Detail: JSON.stringify(detail) }),
    Resources: [...(Array.isArray(resources) ? resources : []), stateMachineArn, executionArn],
  };
}
