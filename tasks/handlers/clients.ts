import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { dynamoClient, type Tables } from '../../adapters/dynamo.ts';
import { unreadableLog } from '../../adapters/unreadable-log.ts';
import { emit } from '../telemetry/measured.ts';
import { unreadableMeasures } from '../telemetry/unreadable-measures.ts';

/** A resource's name in the environment. It has no default, so that a missing variable is reported by name. */
export const Name = z.string().min(1);

// Three attempts fit into the 5 s of a task in the workflow, so a short fault needs no whole-second retry.
const client = (requestTimeout: number, maxAttempts = 3) => ({
  maxAttempts,
  requestHandler: {
    connectionTimeout: 500,
    requestTimeout,
    // Without this the time-out is only logged.
    throwOnRequestTimeout: true,
    httpsAgent: { keepAlive: true },
  },
});

/** The policy's own time-out for the model is at most 5 s. */
const MODEL_TIMEOUT_MS = 5000;

/** Each process logs and counts an unreadable item once. */
const unreadable = unreadableLog({ now: Date.now, say: (line) => emit(unreadableMeasures(line)) });

let dynamo: Tables | undefined;
/** One client for all tables of a function. */
export const tables = (): Tables => {
  dynamo ??= dynamoClient(client(1200), unreadable.note);
  return dynamo;
};
export const sagemaker = () => new SageMakerRuntimeClient(client(MODEL_TIMEOUT_MS));
export const eventBridge = () => new EventBridgeClient(client(1200));
/** A trial that takes longer waits for a service. It is not retried. */
const TRIAL_TIMEOUT_MS = 45_000;

export const trialClient = () => new SFNClient(client(TRIAL_TIMEOUT_MS, 1));
/** Longer than the one second that a receive waits for messages. */
const RECEIVE_TIMEOUT_MS = 3000;

export const queueClient = () => new SQSClient(client(RECEIVE_TIMEOUT_MS));
export const stepFunctionsClient = () => new SFNClient(client(1200));
