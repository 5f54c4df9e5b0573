import type { Integrations } from '../../../local/engine/index.ts';
import { invokeHandlers } from '../../../local/workflow.ts';
import type { Handler } from '../../../tasks/lambda.ts';
import { memoryLedger } from '../../fakes/memory-ledger.ts';
import { noteTraceAsTold } from '../../fakes/note-trace.ts';
import type { FaultPlan } from './faults.ts';
import type { Target } from './pipeline.ts';
import type { BusEntry, World } from './world.ts';

// As long as names on AWS, because they count towards the size of a payload.
export const RESOURCES = {
  BusName: 'pricewire',
  DeadLetterQueueUrl:
    'https://sqs.eu-central-1.amazonaws.com/123456789012/pricewire-dev-data-DeadLettersA1B2C3D4-E5F6G7H8I9J0',
  WaitingQueueUrl:
    'https://sqs.eu-central-1.amazonaws.com/123456789012/pricewire-dev-pipeline-WaitingA1B2C3D4-E5F6G7H8I9J0',
  LedgerTable: 'pricewire-dev-data-LedgerA1B2C3D4-E5F6G7H8I9J0',
};

/** What the Task states call: handlers through Lambda's boundary, and queue, bus and table of the world. */
export function integrationsOn(
  world: World,
  faults: FaultPlan<Target>,
  handlers: Record<string, Handler>,
): Integrations {
  const around = (target: string, real: () => Promise<unknown>) =>
    faults.call(target as Target, real) as Promise<never>;
  const invoke = invokeHandlers(
    Object.fromEntries(
      Object.entries(handlers).map(([name, handler]): [string, Handler] => [
        name,
        (payload) => around(name, () => handler(payload)),
      ]),
    ),
  );
  return {
    invokeFunction: (name, payload) => around(`lambda ${name}`, () => invoke(name, payload)),
    sendMessage: (args) => {
      const message = args as { QueueUrl: string; MessageBody: string; DelaySeconds?: number };
      if (message.QueueUrl === RESOURCES.WaitingQueueUrl)
        return around('keepWaiting', async () => {
          const { MessageBody: body, DelaySeconds: delaySeconds = 0 } = message;
          world.waiting.push({ messageId: `waiting-${world.waiting.length}`, body, delaySeconds });
          return { MessageId: 'waiting' };
        });
      return around('sendMessage', async () => {
        expectName(message.QueueUrl, RESOURCES.DeadLetterQueueUrl);
        world.deadLetters.push(JSON.parse(message.MessageBody));
        return { MessageId: `message-${world.deadLetters.length}` };
      });
    },
    putEvents: (args) =>
      around('putEvents', async () => {
        const { Entries } = args as unknown as { Entries: (BusEntry & { Detail: string })[] };
        world.bus.push(...Entries.map((entry) => ({ ...entry, Detail: JSON.parse(entry.Detail) })));
        return { FailedEntryCount: 0, Entries: Entries.map((_, at) => ({ EventId: `put-${at}` })) };
      }),
    updateItem: (args) =>
      around('updateItem', () => {
        expectName((args as { TableName: string }).TableName, RESOURCES.LedgerTable);
        return noteTraceAsTold(memoryLedger(world.ledger), args);
      }),
  };
}

function expectName(actual: string, expected: string): void {
  if (actual !== expected) throw new Error(`${actual} is not known here; only ${expected} is`);
}
