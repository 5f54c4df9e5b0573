import { randomUUID } from 'node:crypto';
import { CreateQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queueDepth, sqsLetterQueue } from '../../../adapters/letter-queue.ts';
import { type Sqs, startSqs } from '../../../local/services/sqs.ts';
import { letterQueueContract } from '../../contract/letter-queue.contract.ts';
import { freshDir } from '../stack/support/scratch.ts';

let sqs: Sqs;
beforeAll(async () => {
  sqs = await startSqs(await freshDir(), 0, () => {});
});
afterAll(() => sqs.stop());

describe('a letter queue in the embedded SQS', () =>
  letterQueueContract(async () => {
    const name = randomUUID();
    await sqs.client.send(new CreateQueueCommand({ QueueName: name }));
    const QueueUrl = sqs.queueUrl(name);
    return {
      queue: sqsLetterQueue(sqs.client, QueueUrl),
      async send(MessageBody, attributes) {
        const MessageAttributes = Object.fromEntries(
          Object.entries(attributes).map(([key, StringValue]) => [key, { DataType: 'String', StringValue }]),
        );
        await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes }));
      },
    };
  }));

it('the depth of a queue includes letters that are being viewed', async () => {
  const name = randomUUID();
  await sqs.client.send(new CreateQueueCommand({ QueueName: name }));
  const QueueUrl = sqs.queueUrl(name);
  expect(await queueDepth(sqs.client, QueueUrl)).toBe(0);
  for (const MessageBody of ['a', 'b', 'c'])
    await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  expect(await queueDepth(sqs.client, QueueUrl)).toBe(3);
  await sqsLetterQueue(sqs.client, QueueUrl).take(60);
  expect(await queueDepth(sqs.client, QueueUrl)).toBe(3);
});
