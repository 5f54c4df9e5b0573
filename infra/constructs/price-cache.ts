import { Fn, Stack } from 'aws-cdk-lib';
import {
  GatewayVpcEndpointAwsService,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { CfnReplicationGroup, CfnSubnetGroup } from 'aws-cdk-lib/aws-elasticache';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export interface PriceCacheProps {
  nodeType: string;
  /** With one or more, a replica in another zone takes over when the primary fails. */
  replicas: number;
}

const REDIS = Port.tcp(6379);

/** Valkey, and the network that it shares with its clients. No way leads out of it but the one to DynamoDB. */
export class PriceCache extends Construct {
  readonly vpc: Vpc;
  /** Whoever is in this group reaches the cache and DynamoDB. */
  readonly clients: SecurityGroup;
  /** `rediss://`: only TLS is answered. */
  readonly url: string;
  /** Tells what happens to the cache, such as that a replica has taken over. */
  readonly events: Topic;

  constructor(scope: Construct, id: string, { nodeType, replicas }: PriceCacheProps) {
    super(scope, id);
    this.vpc = new Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'private', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
      // Free of charge, unlike an interface endpoint. Lambda itself takes logs and traces out of the function.
      gatewayEndpoints: { DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB } },
    });

    this.clients = this.group('Clients', 'Clients of the price cache');
    const servers = this.group('Servers', 'The price cache');
    servers.addIngressRule(this.clients, REDIS);
    this.clients.addEgressRule(servers, REDIS);
    // The prefix list of DynamoDB would need a look-up; from these subnets HTTPS leads nowhere else.
    this.clients.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'DynamoDB');

    this.events = this.eventTopic();
    const subnets = new CfnSubnetGroup(this, 'Subnets', {
      description: 'The price cache',
      subnetIds: this.vpc.isolatedSubnets.map(({ subnetId }) => subnetId),
    });
    const valkey = new CfnReplicationGroup(this, 'Valkey', {
      replicationGroupDescription: 'Prices as the storefront reads them',
      engine: 'valkey',
      engineVersion: '8.0',
      cacheNodeType: nodeType,
      clusterMode: 'disabled',
      numNodeGroups: 1,
      replicasPerNodeGroup: replicas,
      automaticFailoverEnabled: replicas > 0,
      multiAzEnabled: replicas > 0,
      transitEncryptionEnabled: true,
      transitEncryptionMode: 'required',
      atRestEncryptionEnabled: true,
      autoMinorVersionUpgrade: true,
      cacheSubnetGroupName: subnets.ref,
      securityGroupIds: [servers.securityGroupId],
      notificationTopicArn: this.events.topicArn,
    });
    this.url = Fn.join('', [
      'rediss://',
      valkey.attrPrimaryEndPointAddress,
      ':',
      valkey.attrPrimaryEndPointPort,
    ]);
  }

  // ElastiCache publishes as its account, to no topic that is encrypted, and by no condition but SourceOwner.
  private eventTopic(): Topic {
    const topic = new Topic(this, 'Events');
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceOwner': Stack.of(this).account } },
      }),
    );
    return topic;
  }

  private group(id: string, description: string): SecurityGroup {
    return new SecurityGroup(this, id, { vpc: this.vpc, description, allowAllOutbound: false });
  }
}
