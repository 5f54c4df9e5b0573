import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { QueuedMessage } from '../../adapters/letter-queue.ts';
import { LOCAL_ACCOUNT, LOCAL_AWS } from './aws.ts';
import { startWorker } from './worker.ts';

export const DEAD_LETTER_QUEUE = 'pricewire-dead-letters';
/** Events that met an outage of a store, until they are started again. */
export const WAITING_QUEUE = 'pricewire-waiting';
export const UNDELIVERED_QUEUE = 'pricewire-undelivered';

export interface Sqs {
  client: SQSClient;
  endpoint: string;
  queueUrl(name: string): string;
  /** Sends a message, as the bus does for an event that it can't deliver. */
  send(queue: string, body: string, attributes: Record<string, string>): Promise<void>;
  /** All messages of a queue, without receiving them. */
  inspect(queue: string): Promise<QueuedMessage[]>;
  stop(): Promise<void>;
}

interface Inspected {
  messageId: string;
  body: string;
  messageAttributes: Record<string, { stringValue?: string; StringValue?: string }>;
}

/** Starts fauxqs with its messages in `path` on a port of 127.0.0.1 (0: any), and creates the queues. */
export async function startSqs(path: string, port: number, say: (line: string) => void): Promise<Sqs> {
  const service = await startWorker(
    'the embedded SQS',
    new URL('./fauxqs-worker.ts', import.meta.url),
    path,
    port,
    say,
    createQueues,
  );
  const client = new SQSClient({ ...LOCAL_AWS, endpoint: service.endpoint });
  const queueUrl = (name: string) => `${service.endpoint}/${LOCAL_ACCOUNT}/${name}`;
  return {
    client,
    endpoint: service.endpoint,
    queueUrl,
    async send(queue, body, attributes) {
      const MessageAttributes = Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      );
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl(queue),
          MessageBody: queueText(body),
          MessageAttributes,
        }),
      );
    },
    async inspect(queue) {
      const response = await fetch(`${service.endpoint}/_fauxqs/queues/${queue}`);
      if (!response.ok) throw new Error(`queue ${queue}: ${response.status} ${await response.text()}`);
      const { messages } = (await response.json()) as {
        messages: { ready: Inspected[]; delayed: Inspected[]; inflight: { message: Inspected }[] };
      };
      return [...messages.ready, ...messages.delayed, ...messages.inflight.map(({ message }) => message)].map(
        toMessage,
      );
    },
    async stop() {
      client.destroy();
      await service.stop();
    },
  };
}

async function createQueues(endpoint: string): Promise<void> {
  const client = new SQSClient({ ...LOCAL_AWS, endpoint });
  for (const QueueName of [DEAD_LETTER_QUEUE, UNDELIVERED_QUEUE, WAITING_QUEUE])
    await client.send(
      new CreateQueueCommand({ QueueName, Attributes: { MessageRetentionPeriod: '1209600' } }),
    );
  client.destroy();
}

// fauxqs refuses characters above U+FFFD, such as emoji, which SQS accepts.
const REFUSED = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD]/g;

/** JSON text with those characters escaped, which does not change its value. */
export const queueText = (json: string): string =>
  json.replace(REFUSED, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const toMessage = ({ messageId, body, messageAttributes }: Inspected): QueuedMessage => ({
  messageId,
  body,
  attributes: Object.fromEntries(
    Object.entries(messageAttributes ?? {}).map(([name, { StringValue, stringValue }]) => [
      name,
      StringValue ?? stringValue ?? '',
    ]),
  ),
});
