import { Duration } from 'aws-cdk-lib';
import { type CfnRule, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import pattern from '../../workflows/event-pattern.json' with { type: 'json' };
import { acknowledge } from './acknowledge.ts';
import { LetterQueue } from './letter-queue.ts';

/**
 * Where a replay of the archive can go to be looked at: a queue that nothing reads but the operator who asked for the replay.
 * A replay is given this rule alone, so that it starts no execution.
 */
export class Replays extends Construct {
  readonly queue: LetterQueue;
  readonly rule: Rule;

  constructor(scope: Construct, id: string, { bus }: { bus: IEventBus }) {
    super(scope, id);
    // What an operator leaves behind is in the archive as well.
    this.queue = new LetterQueue(this, 'Queue', { retentionPeriod: Duration.hours(12) });
    acknowledge(this.queue, 'SQS3', 'An operator reads it to its end; what is left in it is in the archive.');
    this.rule = new Rule(this, 'Rule', {
      eventBus: bus,
      eventPattern: { source: pattern.source, detailType: pattern['detail-type'] },
      targets: [new SqsQueue(this.queue)],
    });
    // Only a replay puts this field into an event, so live events never come here. The construct does not know it.
    const rule = this.rule.node.defaultChild as CfnRule;
    rule.addPropertyOverride('EventPattern.replay-name', [{ exists: true }]);
  }
}
