import { RemovalPolicy } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import {
  CfnStateMachineAlias,
  CfnStateMachineVersion,
  type IStateMachine,
  StateMachine,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { ReleaseConfig } from '../config.ts';

export interface LiveWorkflowProps {
  workflow: StateMachine;
  release: ReleaseConfig | undefined;
  /** Each rolls the new version back while it has its first share. */
  alarms: readonly Alarm[];
}

const NAME = 'live';

/**
 * An alias of the workflow that moves to a new version step by step. An execution stays on the version that it started
 * with, and on the functions of that version.
 */
export class LiveWorkflow extends Construct {
  /** ARN that executions are started by. */
  readonly arn: string;
  /** The alias, for targets that require a state machine. */
  readonly target: IStateMachine;
  readonly #workflow: StateMachine;

  constructor(scope: Construct, id: string, { workflow, release, alarms }: LiveWorkflowProps) {
    super(scope, id);
    this.#workflow = workflow;
    const version = new CfnStateMachineVersion(this, 'Version', {
      stateMachineArn: workflow.stateMachineArn,
      stateMachineRevisionId: workflow.stateMachineRevisionId,
    });
    // A rollback returns to the old version, and executions finish on it.
    version.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const alias = new CfnStateMachineAlias(this, 'Alias', {
      name: NAME,
      deploymentPreference: {
        stateMachineVersionArn: version.attrArn,
        ...(release
          ? { type: 'CANARY', percentage: release.percent, interval: release.minutes }
          : { type: 'ALL_AT_ONCE' }),
        alarms: alarms.map(({ alarmName }) => alarmName),
      },
    });
    this.arn = alias.attrArn;
    this.target = StateMachine.fromStateMachineArn(this, 'Target', alias.attrArn);
  }

  /** Allows synchronous starts of executions. */
  grantTrial = (grantee: IGrantable): Grant => this.grant(grantee, 'states:StartSyncExecution');

  /** IAM checks the state machine's ARN as the resource, and the alias as a condition. */
  grantStart = (grantee: IGrantable): Grant => this.grant(grantee, 'states:StartExecution');

  private grant(grantee: IGrantable, action: string): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: [action],
      resourceArns: [this.#workflow.stateMachineArn],
      conditions: { 'ForAnyValue:StringEquals': { 'states:StateMachineQualifier': [NAME] } },
    });
  }
}
