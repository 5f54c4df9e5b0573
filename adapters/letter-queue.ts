import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** A received message, which stays in its queue until it is removed. */
export interface Letter {
  messageId: string;
  /** SQS receipt handle. */
  receipt: string;
  body: string;
  attributes: Record<string, string>;
}

/** A message in its queue. */
export type QueuedMessage = Pick<Letter, 'messageId' | 'body' | 'attributes'>;

/** A queue of events that could not be handled. */
export interface LetterQueue {
  /** Receives up to 10 letters, hidden from others for `holdSeconds`; none if the queue is empty. */
  take(holdSeconds: number): Promise<Letter[]>;
  /** Deletes letters. */
  remove(letters: Letter[]): Promise<void>;
  /** Returns letters to the queue; they are visible again after one second. */
  release(letters: Letter[]): Promise<void>;
}

/** Maximum letters of one SQS call. */
const LETTERS_A_CALL = 10;
/** Not 0, because the embedded SQS loses a message that is returned at once. */
export const BACK_AFTER_SECONDS = 1;

export function sqsLetterQueue(client: SQSClient, QueueUrl: string): LetterQueue {
  const each = async (
    letters: Letter[],
    call: (entries: { Id: string; ReceiptHandle: string }[]) => Promise<{ Failed?: { Message?: string }[] }>,
  ) => {
    for (let at = 0; at < letters.length; at += LETTERS_A_CALL) {
      const entries = letters
        .slice(at, at + LETTERS_A_CALL)
        .map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt }));
      const { Failed: [failed] = [] } = await call(entries);
      if (failed) throw new Error(`SQS refused: ${failed.Message}`);
    }
  };

  return {
    async take(holdSeconds) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: LETTERS_A_CALL,
          VisibilityTimeout: holdSeconds,
          // Without a wait SQS asks only some of its servers, and may miss messages.
          WaitTimeSeconds: 1,
          MessageAttributeNames: ['All'],
        }),
      );
      return Messages.map(({ MessageId = '', ReceiptHandle = '', Body = '', MessageAttributes = {} }) => ({
        messageId: MessageId,
        receipt: ReceiptHandle,
        body: Body,
        attributes: Object.fromEntries(
          Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
        ),
      }));
    },

    remove: (letters) =>
      each(letters, (Entries) => client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries })) as never),

    release: (letters) =>
      each(
        letters,
        (entries) =>
          client.send(
            new ChangeMessageVisibilityBatchCommand({
              QueueUrl,
              Entries: entries.map((entry) => ({ ...entry, VisibilityTimeout: BACK_AFTER_SECONDS })),
            }),
          ) as never,
      ),
  };
}

const LOOK_SECONDS = 120;

/** Every letter of a queue, up to `most`. SQS can't read without receiving, so they are hidden for a moment. */
export async function inspectLetters(queue: LetterQueue, most = 10_000): Promise<QueuedMessage[]> {
  const held = new Map<string, Letter>();
  try {
    for (;;) {
      const taken = await queue.take(LOOK_SECONDS);
      const known = held.size;
      for (const letter of taken) held.set(letter.messageId, letter);
      // A letter that comes again shows that the first ones are visible again.
      if (held.size < known + taken.length || taken.length === 0 || held.size >= most) break;
    }
  } finally {
    await queue.release([...held.values()]);
  }
  return [...held.values()].map(({ messageId, body, attributes }) => ({ messageId, body, attributes }));
}

/** Includes letters that are being viewed or redriven. */
const DEPTH = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;

/** Approximate number of letters in a queue. */
export async function queueDepth(client: SQSClient, QueueUrl: string): Promise<number> {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...DEPTH] }),
  );
  return DEPTH.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}
