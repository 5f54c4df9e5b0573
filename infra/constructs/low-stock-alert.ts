import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { EventField, type IEventBus, Match, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { EVENT_KINDS } from '../../domain/events/index.ts';
import { LetterQueue } from './letter-queue.ts';
import { NoticeTopic } from './notice-topic.ts';
import { RunbookAlarm } from './runbook-alarm.ts';

export interface LowStockAlertProps {
  bus: IEventBus;
  /** Notify at this stock or less. */
  atMost: number;
  emails: readonly string[];
  removalPolicy: RemovalPolicy;
}

/** E-mails about products with low stock. An independent subscriber of the bus. */
export class LowStockAlert extends Construct {
  readonly topic: NoticeTopic;

  constructor(scope: Construct, id: string, { bus, atMost, emails, removalPolicy }: LowStockAlertProps) {
    super(scope, id);
    this.topic = new NoticeTopic(this, 'Notices', { emails, removalPolicy });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('events.amazonaws.com') });
    this.topic.grantNotices(role);
    const undelivered = new LetterQueue(this, 'Undelivered', { removalPolicy });
    const [productId, stock] = [
      EventField.fromPath('$.detail.productId'),
      EventField.fromPath('$.detail.stock'),
    ];
    new Rule(this, 'Rule', {
      eventBus: bus,
      eventPattern: {
        source: [EVENT_KINDS.inventory.source],
        detailType: [EVENT_KINDS.inventory.detailType],
        detail: { stock: Match.lessThanOrEqual(atMost) },
      },
      targets: [
        new SnsTopic(this.topic, {
          message: RuleTargetInput.fromText(`Product ${productId} is low: its stock is ${stock}.`),
          role: role.withoutPolicyUpdates(),
          deadLetterQueue: undelivered,
          maxEventAge: Duration.hours(1),
          retryAttempts: 10,
        }),
      ],
    });
    new RunbookAlarm(this, 'Untold', {
      says: 'A low-stock notice could not be delivered: see the subscriptions of its topic, then purge the queue.',
      section: 'low-stock-notice-undelivered',
      metric: undelivered.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        period: Duration.minutes(5),
      }),
    });
  }
}
