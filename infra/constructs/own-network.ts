import { Stack } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Config, OwnNetwork } from '../config.ts';

export interface OwnVpcProps extends OwnNetwork {
  config: Pick<Config, 'logRetention' | 'removalPolicy'>;
}

/** Two private subnets that no way leads out of but the one to the tables of this account. */
export class OwnVpc extends Vpc {
  constructor(scope: Construct, id: string, { cidr, config }: OwnVpcProps) {
    super(scope, id, {
      ipAddresses: IpAddresses.cidr(cidr),
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'private', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
    });
    // Free of charge, unlike an interface endpoint. Lambda itself takes logs and traces out of the function.
    const endpoint = this.addGatewayEndpoint('DynamoDb', { service: GatewayVpcEndpointAwsService.DYNAMODB });
    // Who is in here reads; no task in here writes to a table, nor to anybody else's.
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
    // What is refused is what a mistake or an intruder tries; what is let through are prices.
    this.addFlowLog('Refused', {
      trafficType: FlowLogTrafficType.REJECT,
      destination: FlowLogDestination.toCloudWatchLogs(logs),
    });
  }
}
