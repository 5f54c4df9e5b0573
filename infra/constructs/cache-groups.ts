import { type IVpc, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

// Not the default port of Redis, which scanners try first.
export const CACHE_PORT = 6380;

/** Security groups: clients may connect to the cache and to DynamoDB, and to nothing else. */
export class CacheGroups extends Construct {
  /** Members can connect to the cache and to DynamoDB. */
  readonly clients: SecurityGroup;
  readonly servers: SecurityGroup;

  constructor(scope: Construct, id: string, { vpc }: { vpc: IVpc }) {
    super(scope, id);
    const group = (name: string, description: string) =>
      new SecurityGroup(this, name, { vpc, description, allowAllOutbound: false });
    this.clients = group('Clients', 'Clients of the price cache');
    this.servers = group('Servers', 'The price cache');
    this.servers.addIngressRule(this.clients, Port.tcp(CACHE_PORT));
    this.clients.addEgressRule(this.servers, Port.tcp(CACHE_PORT));
    // The prefix list of DynamoDB would need a look-up; these subnets route HTTPS nowhere else.
    this.clients.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'DynamoDB');
  }
}
