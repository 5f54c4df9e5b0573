import { Stack } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, Grant, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Config, OwnNetwork } from '../config.ts';
import { acknowledge } from './acknowledge.ts';

export interface OwnVpcProps extends OwnNetwork {
  config: Pick<Config, 'logRetention' | 'removalPolicy'>;
}

/** Two private subnets. Their only route leads to the DynamoDB tables of this account. */
export class OwnVpc extends Vpc {
  constructor(scope: Construct, id: string, { cidr, config }: OwnVpcProps) {
    super(scope, id, {
      ipAddresses: IpAddresses.cidr(cidr),
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'private', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
    });
    // A gateway endpoint is free of charge. Logs and traces leave the function through Lambda, not through this network.
    const endpoint = this.addGatewayEndpoint('DynamoDb', { service: GatewayVpcEndpointAwsService.DYNAMODB });
    // The functions in this network only read, and only tables of this account.
    endpoint.addToPolicy(
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan'],
        resources: [Stack.of(this).formatArn({ service: 'dynamodb', resource: 'table', resourceName: '*' })],
      }),
    );
    const logs = new LogGroup(this, 'RefusedLogs', {
      retention: config.logRetention,
      removalPolicy: config.removalPolicy,
    });
    // Only rejected connections: they show mistakes and intruders.
    const { iamRole } = this.addFlowLog('Refused', {
      trafficType: FlowLogTrafficType.REJECT,
      destination: FlowLogDestination.toCloudWatchLogs(logs),
    });
    if (iamRole === undefined) throw new Error('the flow log has no role');
    // CDK grants three of the five permissions that the guide of VPC flow logs requires.
    logs.grant(iamRole, 'logs:CreateLogGroup');
    Grant.addToPrincipal({ grantee: iamRole, actions: ['logs:DescribeLogGroups'], resourceArns: ['*'] });
    acknowledge(iamRole, 'IAM5[Resource::*]', 'The service describes log groups without a name.');
  }
}
