import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { type Archive, type EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine, type TargetBaseProps } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import pattern from '../../workflows/event-pattern.json' with { type: 'json' };
import type { LiveWorkflow } from './live-workflow.ts';

export interface IntakeProps {
  bus: EventBus;
  live: LiveWorkflow;
  archive: { retention: Duration; removalPolicy: RemovalPolicy };
  /** Receives events that EventBridge could not deliver to a target. */
  undelivered: IQueue;
}

const eventPattern = { source: pattern.source, detailType: pattern['detail-type'] };

/** Starts the workflow for every matching event, and archives these events. The rule may have more targets. */
export class Intake extends Construct {
  readonly rule: Rule;
  readonly archive: Archive;
  /** Retries of a delivery, and the queue of undelivered events. */
  readonly delivery: TargetBaseProps;

  constructor(scope: Construct, id: string, { bus, live, archive, undelivered }: IntakeProps) {
    super(scope, id);
    this.archive = bus.archive('Accepted', { eventPattern, retention: archive.retention });
    this.archive.applyRemovalPolicy(archive.removalPolicy);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('events.amazonaws.com') });
    live.grantStart(role);
    this.delivery = { maxEventAge: Duration.hours(24), retryAttempts: 185, deadLetterQueue: undelivered };
    const target = new SfnStateMachine(live.target, { role: role.withoutPolicyUpdates(), ...this.delivery });
    this.rule = new Rule(this, 'Rule', { eventBus: bus, eventPattern, targets: [target] });
  }
}
