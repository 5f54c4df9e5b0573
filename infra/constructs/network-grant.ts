import { Effect, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { acknowledge } from './acknowledge.ts';

const INTERFACES = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Allows the Lambda service to attach the function to its network; Lambda uses the function's role for it. The function's
 * own code needs none of these calls and is denied them.
 */
export function grantNetwork(fn: LambdaFunction): void {
  const { role } = fn;
  if (role === undefined) throw new Error(`${fn.node.path} has no role`);
  const resources = ['*'];
  const service = new Policy(fn.node.scope ?? fn, `${fn.node.id}Network`, {
    roles: [role],
    statements: [new PolicyStatement({ actions: INTERFACES, resources })],
  });
  // Lambda checks the permission when it creates the function.
  fn.node.defaultChild?.node.addDependency(service);
  new Policy(fn.node.scope ?? fn, `${fn.node.id}NoNetwork`, {
    roles: [role],
    statements: [
      new PolicyStatement({
        effect: Effect.DENY,
        actions: INTERFACES,
        resources,
        conditions: { ArnEquals: { 'lambda:SourceFunctionArn': fn.functionArn } },
      }),
    ],
  });
  acknowledge(
    service,
    'IAM5[Resource::*]',
    'Lambda manages interfaces that do not exist yet, and describes subnets, which has no resource. The code of the function is denied these calls.',
  );
}
