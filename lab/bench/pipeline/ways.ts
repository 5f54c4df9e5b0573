import { randomUUID } from 'node:crypto';
import { DynamoDBClient, UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { Envelope } from '../../../adapters/accepted-events.ts';
import {
  type Integrations,
  loadStateMachine,
  startExecution,
  systemClock,
} from '../../../local/engine/index.ts';
import { localBindings, taskHandlers } from '../../../local/handlers.ts';
import { LOCAL_AWS } from '../../../local/services/aws.ts';
import { BUS_NAME } from '../../../local/services/eventbridge.ts';
import { invokeHandlers } from '../../../local/workflow.ts';
import { loadDefinition } from '../../../workflows/definition.ts';
import { bareCalls } from './bare-calls.ts';
import { count } from './counts.ts';
import { oneFunction } from './one-function.ts';
import type { Sample } from './sample.ts';
import type { Services } from './services.ts';

/** Prices one event, from its envelope to its closed row. */
export type Way = (envelope: Envelope) => Promise<void>;

export const WAYS = ['workflow', 'one function', 'bare calls'] as const;
export type WayName = (typeof WAYS)[number];

/** The three ways of pricing, over the same services. */
export function waysOver(services: Services, sample: Sample): Record<WayName, Way> {
  return {
    workflow: workflowOn(services, invokeHandlers(taskHandlers(services.deps))),
    'one function': oneFunction(services),
    'bare calls': bareCalls(services, sample),
  };
}

/** The real definition on our engine, with functions behind their JSON boundary. */
export function workflowOn(services: Services, invokeFunction: Integrations['invokeFunction']): Way {
  const dynamodb = new DynamoDBClient({ ...LOCAL_AWS, endpoint: services.dynamodb });
  const machine = loadStateMachine(
    loadDefinition(
      localBindings(taskHandlers(services.deps), {
        BusName: BUS_NAME,
        DeadLetterQueueUrl: 'none',
        WaitingQueueUrl: 'none',
        LedgerTable: 'ledger',
      }),
    ),
    { name: 'bench', arn: 'arn:aws:states:us-east-1:000000000000:stateMachine:bench' },
  );
  const on = {
    integrations: {
      invokeFunction,
      // A dead letter ends in Fail, which is reported below.
      sendMessage: async () => ({ MessageId: 'bench' }),
      async putEvents(args: unknown) {
        const { Entries, FailedEntryCount } = await services.putEvents(args);
        return { Entries: Entries.map((entry) => ({ ...entry })), FailedEntryCount };
      },
      async updateItem(args: unknown) {
        count(services.counts, 'ledger.noteTrace');
        await dynamodb.send(new UpdateItemCommand(args as UpdateItemCommandInput));
        return {};
      },
    },
    clock: systemClock,
    random: Math.random,
    newId: randomUUID,
  };
  return async (envelope) => {
    const { status, error, cause } = await startExecution(machine, { input: JSON.stringify(envelope) }, on)
      .done;
    if (status !== 'SUCCEEDED') throw new Error(`${status} ${error}: ${cause}`);
  };
}
