import { Duration } from 'aws-cdk-lib';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { ORDER_KEY_PREFIX } from '../../adapters/orders.ts';
import type { Config } from '../config.ts';
import type { DataStack } from '../data-stack.ts';
import { acknowledge } from './acknowledge.ts';
import type { Intake } from './intake.ts';
import { LetterQueue } from './letter-queue.ts';
import type { LiveWorkflow } from './live-workflow.ts';
import { TaskFunction } from './task-function.ts';
import { Timer } from './timer.ts';

export interface ReconciliationProps {
  stores: Pick<DataStack, 'priceState' | 'ledger' | 'reviews'>;
  intake: Intake;
  live: LiveWorkflow;
  config: Config;
}

/** Maximum of SQS. Without an outage every event has its row by then. */
const DELAY = Duration.minutes(15);
const EVERY = Duration.minutes(10);
const TIMEOUT = Duration.minutes(15);
/** A run ends before the next one starts; its last batches have until the time-out. */
const WORK = Duration.minutes(8);
/** An event without a row is looked up again after every run that might still hold its message. */
const LOOK_AGAIN = Duration.minutes(35);

/**
 * Looks up the ledger row of every accepted event, and starts events without one, also those that missed the queue of waiting
 * events. The rule that starts the workflow puts each event into a second queue, which it leaves only when its row was seen.
 */
export class Reconciliation extends Construct {
  readonly queue: LetterQueue;
  readonly reconcile: TaskFunction;

  constructor(scope: Construct, id: string, props: ReconciliationProps) {
    super(scope, id);
    const { stores, intake, live, config } = props;
    const { priceState, ledger, reviews } = stores;
    this.queue = new LetterQueue(this, 'Accepted', {
      removalPolicy: config.removalPolicy,
      deliveryDelay: DELAY,
    });
    acknowledge(
      this.queue,
      'SQS3',
      'An event may leave it only when its row exists, however often it was received; unreadable messages raise an alarm.',
    );
    intake.rule.addTarget(new SqsQueue(this.queue, intake.delivery));

    this.reconcile = new TaskFunction(this, 'Reconcile', {
      task: 'reconcile-accepted',
      timeout: TIMEOUT,
      environment: {
        LEDGER_TABLE: ledger.tableName,
        PRICE_STATE_TABLE: priceState.tableName,
        REVIEWS_TABLE: reviews.tableName,
        STATE_MACHINE_ARN: live.arn,
        QUEUE_URL: this.queue.queueUrl,
        WORK_MS: String(WORK.toMilliseconds()),
        HOLD_SECONDS: String(LOOK_AGAIN.toSeconds()),
      },
      config,
    });
    ledger.grant(this.reconcile, 'dynamodb:BatchGetItem');
    priceState.grant(this.reconcile, 'dynamodb:BatchGetItem');
    reviews.grantItems(this.reconcile, ORDER_KEY_PREFIX, 'dynamodb:BatchGetItem');
    live.grantStart(this.reconcile);
    this.queue.grant(this.reconcile, 'sqs:ReceiveMessage', 'sqs:DeleteMessage');
    new Timer(this, 'EveryTenMinutes', { every: EVERY, call: this.reconcile });
  }
}
