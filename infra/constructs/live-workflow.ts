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
  /** Any of them takes the new version back while it has only its first share. */
  alarms: readonly Alarm[];
}

const NAME = 'live';

/**
 * What starts executions: an alias of the workflow that moves to a new version step by step. An execution stays on the
 * version that it began with, and so on the functions of that version.
 */
export class LiveWorkflow extends Construct {
  /** Executions are started by this ARN. */
  readonly arn: string;
  /** The alias, for targets that take a state machine. */
  readonly target: IStateMachine;
  readonly #workflow: StateMachine;

  constructor(scope: Construct, id: string, { workflow, release, alarms }: LiveWorkflowProps) {
    super(scope, id);
    this.#workflow = workflow;
    const version = new CfnStateMachineVersion(this, 'Version', {
      stateMachineArn: workflow.stateMachineArn,
      stateMachineRevisionId: workflow.stateMachineRevisionId,
    });
    // The alias goes back to it, and executions finish on it.
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

  /** Step Functions asks for the state machine's ARN, and tells the alias as a condition. */
  grantStart(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['states:StartExecution'],
      resourceArns: [this.#workflow.stateMachineArn],
      conditions: { 'ForAnyValue:StringEquals': { 'states:StateMachineQualifier': [NAME] } },
    });
  }
}
