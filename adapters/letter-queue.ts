import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** A message that was taken, and stays in its queue until it is removed. */
export interface Letter {
  messageId: string;
  /** What SQS knows this taking by. */
  receipt: string;
  body: string;
  attributes: Record<string, string>;
}

/** A message as it lies in its queue. */
export type QueuedMessage = Pick<Letter, 'messageId' | 'body' | 'attributes'>;

/** A queue of events that could not be handled. */
export interface LetterQueue {
  /** Takes up to 10 letters, which nobody else gets for so many seconds; none when no more are to be had. */
  take(holdSeconds: number): Promise<Letter[]>;
  /** Takes letters out for good. */
  remove(letters: Letter[]): Promise<void>;
  /** Gives letters back; they can be taken again a second later. */
  release(letters: Letter[]): Promise<void>;
}

/** SQS takes so many in one call. */
const LETTERS_A_CALL = 10;
/** Not 0: the embedded SQS loses a message that is given back at once. */
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

/** Every letter of a queue, at most so many. SQS knows no look that takes nothing: for a moment nobody else gets them. */
export async function inspectLetters(queue: LetterQueue, most = 10_000): Promise<QueuedMessage[]> {
  const held = new Map<string, Letter>();
  try {
    for (;;) {
      const taken = await queue.take(LOOK_SECONDS);
      const known = held.size;
      for (const letter of taken) held.set(letter.messageId, letter);
      // A letter that comes again shows that the first ones are back.
      if (held.size < known + taken.length || taken.length === 0 || held.size >= most) break;
    }
  } finally {
    await queue.release([...held.values()]);
  }
  return [...held.values()].map(({ messageId, body, attributes }) => ({ messageId, body, attributes }));
}

/** Those that somebody looks at, or is about to redrive, lie there as well. */
const DEPTH = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;

/** How many letters there are in a queue, about. */
export async function queueDepth(client: SQSClient, QueueUrl: string): Promise<number> {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...DEPTH] }),
  );
  return DEPTH.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}
