import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** A queue that keeps what could not be handled for as long as SQS can, for someone to look at. */
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
      'It is itself where letters end that could not be handled; people read it, and nothing takes from it that could fail.',
    );
  }
}
