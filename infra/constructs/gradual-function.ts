import { Duration } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import {
  LambdaApplication,
  LambdaDeploymentConfig,
  LambdaDeploymentGroup,
  TimeBasedCanaryTrafficRouting,
} from 'aws-cdk-lib/aws-codedeploy';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ReleaseConfig } from '../config.ts';
import { acknowledge } from './acknowledge.ts';
import type { TaskFunction } from './task-function.ts';

export interface GradualFunctionProps {
  call: TaskFunction;
  release: ReleaseConfig | undefined;
  /** Any of them takes the new version back while it has only its first share. */
  alarms: readonly Alarm[];
}

/** Moves a function's alias to a new version step by step, and back when an alarm is raised. */
export class GradualFunction extends Construct {
  constructor(scope: Construct, id: string, { call, release, alarms }: GradualFunctionProps) {
    super(scope, id);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'],
        resources: [call.functionArn, `${call.functionArn}:live`],
      }),
    );
    role.addToPolicy(new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }));
    acknowledge(
      role,
      'IAM5[Resource::*]',
      'CodeDeploy asks for the state of alarms as a list, on no resource.',
    );
    new LambdaDeploymentGroup(this, 'Group', {
      application: new LambdaApplication(this, 'Application'),
      alias: call.live,
      deploymentConfig: this.steps(release),
      alarms: [...alarms],
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
      // It would add a policy of AWS for the functions of the whole account.
      role: role.withoutPolicyUpdates(),
    });
  }

  private steps(release: ReleaseConfig | undefined) {
    if (release === undefined) return LambdaDeploymentConfig.ALL_AT_ONCE;
    return new LambdaDeploymentConfig(this, 'Steps', {
      trafficRouting: new TimeBasedCanaryTrafficRouting({
        interval: Duration.minutes(release.minutes),
        percentage: release.percent,
      }),
    });
  }
}
