import { type IVpc, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

// Not Redis' own port, which is where one looks first.
export const CACHE_PORT = 6380;

/** Who may talk to whom in the network: clients to the cache and to DynamoDB, and nobody to anybody else. */
export class CacheGroups extends Construct {
  /** Whoever is in this group reaches the cache and DynamoDB. */
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
    // The prefix list of DynamoDB would need a look-up; from these subnets HTTPS leads nowhere else.
    this.clients.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'DynamoDB');
  }
}
