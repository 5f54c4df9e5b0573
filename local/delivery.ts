import type { Envelope } from '../adapters/accepted-events.ts';
import type { Archive } from './archive.ts';
import { InvalidExecutionInput } from './engine/index.ts';
import { LOCAL_ACCOUNT, LOCAL_AWS } from './services/aws.ts';
import { AwsError } from './services/aws-json.ts';
import { type Sqs, UNDELIVERED_QUEUE } from './services/sqs.ts';
import type { Workflow } from './workflow.ts';

interface Need {
  archive: Archive;
  workflow: Workflow;
  sqs: Sqs;
  onFault: (error: unknown) => void;
}

export interface Delivery {
  /** Takes events into the archive, then starts the workflow on each; returns when they are archived. */
  accept(envelopes: Envelope[]): Promise<void>;
  /** Starts the workflow on an event that is archived already. */
  deliver(envelope: Envelope): Promise<void>;
  /** The same, without waiting for room: a crowd at one product is to hold up no event behind it. */
  queue(envelope: Envelope): void;
  /** From now on no event is accepted: the stack is stopping. */
  close(): void;
}

/** The rule's way to its target: what can't be started goes to the undelivered queue, as on AWS. */
export function deliverTo({ archive, workflow, sqs, onFault }: Need): Delivery {
  const deliver = async (envelope: Envelope) => {
    const input = JSON.stringify(envelope);
    try {
      await workflow.start(input);
    } catch (error) {
      if (!(error instanceof InvalidExecutionInput)) throw error;
      await sqs.send(UNDELIVERED_QUEUE, input, {
        RULE_ARN: `arn:aws:events:${LOCAL_AWS.region}:${LOCAL_ACCOUNT}:rule/pricewire/reprice`,
        TARGET_ARN: workflow.arn,
        ERROR_CODE: 'InvalidExecutionInput',
        ERROR_MESSAGE: error.message,
      });
      await archive.noteUndelivered(envelope.id);
    }
  };
  const queue = (envelope: Envelope) => void deliver(envelope).catch(onFault);
  let closed = false;
  return {
    deliver,
    queue,
    close() {
      closed = true;
    },
    async accept(envelopes) {
      if (closed) throw new AwsError('ServiceUnavailable', 'the stack is stopping', 503);
      await archive.append(envelopes);
      for (const envelope of envelopes) queue(envelope);
    },
  };
}
