import { Stack } from 'aws-cdk-lib';
import { CfnSamplingRule } from 'aws-cdk-lib/aws-xray';
import { Construct } from 'constructs';

/**
 * The share of executions that X-Ray samples. The default rule samples one a second and 5% of the rest, which at a usual
 * load is nearly all and costs more than the executions. Functions follow the choice made for their execution.
 */
export class TraceSampling extends Construct {
  constructor(scope: Construct, id: string, { share }: { share: number }) {
    super(scope, id);
    new CfnSamplingRule(this, 'Rule', {
      samplingRule: {
        // X-Ray limits names to 32 characters.
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
