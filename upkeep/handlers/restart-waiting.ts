import * as z from 'zod';
import { clock } from '../../tasks/handlers/dependencies.ts';
import { fromEnvironment } from '../../tasks/handlers/dependency.ts';
import { entry } from '../../tasks/handlers/entry.ts';
import { waitingMeasures } from '../measures.ts';
import { restartWaiting } from '../restart-waiting.ts';
import { executions } from './executions.ts';

/** A batch of messages, as Lambda receives it from a queue. */
const Batch = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      body: z.string(),
      attributes: z.object({ SentTimestamp: z.coerce.number() }),
    }),
  ),
});

const restart = restartWaiting(fromEnvironment({ executions, clock }).deps);

/** Returns the messages that Lambda must leave in the queue; it removes the others. */
export const handler = entry(
  'RestartWaiting',
  Batch,
  async ({ Records }) => {
    const { restarted, kept, fault } = await restart(
      Records.map(({ messageId, body, attributes }) => ({
        messageId,
        body,
        sentAt: new Date(attributes.SentTimestamp).toISOString(),
      })),
    );
    return {
      batchItemFailures: kept.map(({ messageId }) => ({ itemIdentifier: messageId })),
      restarted: restarted.length,
      ...(fault === undefined ? {} : { fault: String(fault) }),
    };
  },
  waitingMeasures,
);
