import { Stack } from 'aws-cdk-lib';
import { CfnSamplingRule } from 'aws-cdk-lib/aws-xray';
import { Construct } from 'constructs';

/**
 * How many executions X-Ray takes. Without a rule it is one a second and 5% of the rest, which at a usual load is all of them
 * and costs more than running them. A function that the workflow calls goes by what was decided for the execution.
 */
export class TraceSampling extends Construct {
  constructor(scope: Construct, id: string, { share }: { share: number }) {
    super(scope, id);
    new CfnSamplingRule(this, 'Rule', {
      samplingRule: {
        // At most 32 characters.
        ruleName: Stack.of(this).stackName.slice(0, 32),
        version: 1,
        priority: 1000,
        reservoirSize: 0,
        fixedRate: share,
        serviceName: '*',
        serviceType: '*',
        host: '*',
        httpMethod: '*',
        urlPath: '*',
        resourceArn: '*',
      },
    });
  }
}
