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
  /** Each rolls the new version back while it has its first share. */
  alarms: readonly Alarm[];
}

/** Moves a function's alias to a new version in two steps. An alarm rolls it back. */
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
    acknowledge(role, 'IAM5[Resource::*]', 'CodeDeploy lists the states of alarms, which has no resource.');
    new LambdaDeploymentGroup(this, 'Group', {
      application: new LambdaApplication(this, 'Application'),
      alias: call.live,
      deploymentConfig: this.steps(release),
      alarms: [...alarms],
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
      // Otherwise CDK attaches an AWS policy for all functions of the account.
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
