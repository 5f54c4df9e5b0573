import { Duration } from 'aws-cdk-lib';
import { type EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import pattern from '../../workflows/event-pattern.json' with { type: 'json' };

export interface IntakeProps {
  bus: EventBus;
  workflow: IStateMachine;
  archiveRetention: Duration;
  /** Takes the events that the workflow could not be started for. */
  undelivered: IQueue;
}

const eventPattern = { source: pattern.source, detailType: pattern['detail-type'] };

/** Starts the workflow for every event that matches, and archives the same events. */
export class Intake extends Construct {
  constructor(scope: Construct, id: string, { bus, workflow, archiveRetention, undelivered }: IntakeProps) {
    super(scope, id);
    bus.archive('Accepted', { eventPattern, retention: archiveRetention });
    const target = new SfnStateMachine(workflow, {
      maxEventAge: Duration.hours(24),
      retryAttempts: 185,
      deadLetterQueue: undelivered,
    });
    new Rule(this, 'Rule', { eventBus: bus, eventPattern, targets: [target] });
  }
}
