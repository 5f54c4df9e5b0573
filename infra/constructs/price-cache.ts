import { ArnFormat, Fn, Stack } from 'aws-cdk-lib';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import { CfnReplicationGroup, CfnSubnetGroup } from 'aws-cdk-lib/aws-elasticache';
import { AnyPrincipal, Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { NetworkStack } from '../network-stack.ts';
import { acknowledge } from './acknowledge.ts';
import { CACHE_PORT } from './cache-groups.ts';
import { type CacheUser, CacheUsers } from './cache-users.ts';

export interface PriceCacheProps {
  config: Pick<Config, 'stage' | 'cache'>;
  network: NetworkStack;
}

const PRIVATE = { subnetType: SubnetType.PRIVATE_ISOLATED };

/** The Valkey cache. It accepts TLS only, and only logins with an IAM role; there is no password. */
export class PriceCache extends Construct {
  /** Events of the cache, such as a failover to a replica. */
  readonly events: Topic;
  readonly replicationGroup: CfnReplicationGroup;
  readonly #network: NetworkStack;
  readonly #users: CacheUsers;
  readonly #stage: string;

  constructor(scope: Construct, id: string, { config, network }: PriceCacheProps) {
    super(scope, id);
    this.#network = network;
    this.#stage = config.stage;
    this.events = this.eventTopic();
    this.#users = new CacheUsers(this, 'Users', config);
    this.replicationGroup = this.valkey(config.cache);
  }

  /** Settings with which a function reaches the cache as this user. The login must be granted as well. */
  client(user: CacheUser) {
    const { attrPrimaryEndPointAddress: host, attrPrimaryEndPointPort: port, ref } = this.replicationGroup;
    return {
      vpc: this.#network.vpc,
      vpcSubnets: PRIVATE,
      securityGroups: [this.#network.groups.clients],
      environment: {
        REDIS_URL: Fn.join('', [`rediss://${this.#users.nameOf(user)}@`, host, ':', port]),
        CACHE_NAME: ref,
        STAGE: this.#stage,
      },
    };
  }

  grantLogin(grantee: IGrantable, user: CacheUser): Grant {
    const cache = Stack.of(this).formatArn({
      service: 'elasticache',
      resource: 'replicationgroup',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: this.replicationGroup.ref,
    });
    return Grant.addToPrincipal({
      grantee,
      actions: ['elasticache:Connect'],
      resourceArns: [cache, this.#users.arnOf(user)],
    });
  }

  private valkey({ nodeType, replicas }: Config['cache']): CfnReplicationGroup {
    const subnets = new CfnSubnetGroup(this, 'Subnets', {
      description: 'The price cache',
      subnetIds: this.#network.vpc.selectSubnets(PRIVATE).subnetIds,
    });
    const valkey = new CfnReplicationGroup(this, 'Valkey', {
      replicationGroupDescription: 'Prices as the storefront reads them',
      engine: 'valkey',
      engineVersion: '8.0',
      cacheNodeType: nodeType,
      port: CACHE_PORT,
      clusterMode: 'disabled',
      numNodeGroups: 1,
      replicasPerNodeGroup: replicas,
      automaticFailoverEnabled: replicas > 0,
      multiAzEnabled: replicas > 0,
      transitEncryptionEnabled: true,
      transitEncryptionMode: 'required',
      atRestEncryptionEnabled: true,
      userGroupIds: [this.#users.group.ref],
      autoMinorVersionUpgrade: true,
      cacheSubnetGroupName: subnets.ref,
      securityGroupIds: [this.#network.groups.servers.securityGroupId],
      notificationTopicArn: this.events.topicArn,
    });
    acknowledge(
      valkey,
      'AEC6',
      'Users log in by IAM (a user group), which replaces the shared password of Redis AUTH.',
    );
    if (replicas === 0)
      acknowledge(
        valkey,
        'AEC4',
        'A stage without replicas is for tests; the cache is refilled from the record.',
      );
    return valkey;
  }

  // ElastiCache publishes as its own account: it can't use an encrypted topic, nor a condition other than SourceOwner.
  private eventTopic(): Topic {
    const topic = new Topic(this, 'Events', { enforceSSL: true });
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
}
