import { Stack, type StackProps } from 'aws-cdk-lib';
import {
  GatewayVpcEndpoint,
  GatewayVpcEndpointAwsService,
  type IVpc,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { Config, GivenNetwork } from './config.ts';
import { CacheGroups } from './constructs/cache-groups.ts';
import { OwnVpc } from './constructs/own-network.ts';

export interface NetworkStackProps extends StackProps {
  config: Config;
}

/** The network of the cache and its clients, created here or existing. */
export class NetworkStack extends Stack {
  readonly vpc: IVpc;
  readonly groups: CacheGroups;

  constructor(scope: Construct, id: string, { config, ...props }: NetworkStackProps) {
    super(scope, id, props);
    const { network } = config;
    this.vpc = 'vpcId' in network ? this.given(network) : new OwnVpc(this, 'Vpc', { ...network, config });
    this.groups = new CacheGroups(this, 'Cache', { vpc: this.vpc });
  }

  private given({ vpcId, zones, subnetIds, routeTableIds }: GivenNetwork): IVpc {
    if (subnetIds.length !== zones.length || (routeTableIds ?? zones).length !== zones.length)
      throw new Error(
        `${vpcId} must have one subnet for each zone, and either no route tables or one for each zone`,
      );
    const vpc = Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId,
      availabilityZones: [...zones],
      isolatedSubnetIds: [...subnetIds],
      ...(routeTableIds === undefined ? {} : { isolatedSubnetRouteTableIds: [...routeTableIds] }),
    });
    if (routeTableIds)
      new GatewayVpcEndpoint(this, 'DynamoDb', {
        vpc,
        service: GatewayVpcEndpointAwsService.DYNAMODB,
        subnets: [{ subnetType: SubnetType.PRIVATE_ISOLATED }],
      });
    return vpc;
  }
}
