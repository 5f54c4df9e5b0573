import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** A queue for messages that could not be handled. Keeps them for 14 days, the maximum of SQS. */
export class LetterQueue extends Queue {
  constructor(scope: Construct, id: string, props: QueueProps = {}) {
    super(scope, id, {
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      ...props,
    });
    acknowledge(
      this,
      'SQS3',
      'It is a dead-letter queue itself: people read it, and no consumer can fail on it.',
    );
  }
}
