import { Duration } from 'aws-cdk-lib';
import { type CfnRule, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import pattern from '../../workflows/event-pattern.json' with { type: 'json' };
import { acknowledge } from './acknowledge.ts';
import { LetterQueue } from './letter-queue.ts';

/**
 * A queue for replays of the archive by an operator. A replay is restricted to this rule, so it starts no execution.
 */
export class Replays extends Construct {
  readonly queue: LetterQueue;
  readonly rule: Rule;

  constructor(scope: Construct, id: string, { bus }: { bus: IEventBus }) {
    super(scope, id);
    // Messages that nobody reads are safe to drop: the archive still has them.
    this.queue = new LetterQueue(this, 'Queue', { retentionPeriod: Duration.hours(12) });
    acknowledge(
      this.queue,
      'SQS3',
      'The operator who started the replay reads it to its end; every event in it is also in the archive.',
    );
    this.rule = new Rule(this, 'Rule', {
      eventBus: bus,
      eventPattern: { source: pattern.source, detailType: pattern['detail-type'] },
      targets: [new SqsQueue(this.queue)],
    });
    // Only replayed events have this field, so live events never match. The construct has no property for it.
    const rule = this.rule.node.defaultChild as CfnRule;
    rule.addPropertyOverride('EventPattern.replay-name', [{ exists: true }]);
  }
}
