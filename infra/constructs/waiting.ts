import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { LetterQueue } from './letter-queue.ts';
import type { LiveWorkflow } from './live-workflow.ts';
import { TaskFunction } from './task-function.ts';

/** A trial execution may take 45 s, and the other events of the batch are started after it. */
const TIMEOUT = Duration.seconds(60);

/**
 * Queue of events that met an outage. It depends on no store, and a message is deleted only after its event was started
 * again.
 */
export class Waiting extends Construct {
  readonly queue: LetterQueue;

  constructor(scope: Construct, id: string, { removalPolicy }: { removalPolicy: RemovalPolicy }) {
    super(scope, id);
    // Messages that a run leaves in the queue become visible again after this time.
    this.queue = new LetterQueue(this, 'Queue', { removalPolicy, visibilityTimeout: TIMEOUT });
  }

  /** Adds the function that starts waiting events again, and returns it. */
  restartBy(live: LiveWorkflow, config: Config): TaskFunction {
    const restart = new TaskFunction(this, 'Restart', {
      task: 'restart-waiting',
      timeout: TIMEOUT,
      environment: { STATE_MACHINE_ARN: live.arn },
      config,
    });
    live.grantStart(restart);
    live.grantTrial(restart);
    this.queue.grant(restart, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes');
    new EventSourceMapping(this, 'Source', {
      target: restart.live,
      eventSourceArn: this.queue.queueArn,
      batchSize: 100,
      maxBatchingWindow: Duration.seconds(1),
      // At most 5 concurrent trials during an outage; afterwards 5 are enough for some hundred events a second.
      maxConcurrency: 5,
      reportBatchItemFailures: true,
    });
    return restart;
  }
}
