import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { dynamoClient } from '../../adapters/dynamo.ts';

/** A resource's name in the environment. It has no default: a missing one names itself. */
export const Name = z.string().min(1);

// Three attempts fit into the 5 s that the workflow gives a task, so a passing fault costs no whole-second retry there.
const client = (requestTimeout: number) => ({
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 500,
    requestTimeout,
    // Without this the time-out is only logged.
    throwOnRequestTimeout: true,
    httpsAgent: { keepAlive: true },
  },
});

/** The policy's own time-out for the model is shorter or equal: it may be 5 s at most. */
const MODEL_TIMEOUT_MS = 5000;

export const tables = () => dynamoClient(client(1200));
export const sagemaker = () => new SageMakerRuntimeClient(client(MODEL_TIMEOUT_MS));
export const eventBridge = () => new EventBridgeClient(client(1200));
export const stepFunctionsClient = () => new SFNClient(client(1200));
