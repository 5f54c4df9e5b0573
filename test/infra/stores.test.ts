import { describe, expect, it } from 'vitest';
import { TABLES } from '../../adapters/tables.ts';
import { synth } from './synth.ts';

const dev = await synth('dev');
const prod = await synth('prod');

const PATHS = { catalog: 'Catalog', 'price-state': 'PriceState', ledger: 'Ledger' } as const;
const names = Object.keys(PATHS) as (keyof typeof PATHS)[];

const keySchema = ({ hash, range }: { hash: string; range?: string }) => [
  { AttributeName: hash, KeyType: 'HASH' },
  ...(range ? [{ AttributeName: range, KeyType: 'RANGE' }] : []),
];

describe('the tables', () => {
  it('are those that the adapters know, and no others', () => {
    expect(Object.keys(dev.all('AWS::DynamoDB::GlobalTable')).sort()).toEqual(Object.values(PATHS).sort());
    expect(names.sort()).toEqual(Object.keys(TABLES).sort());
  });

  it.each(names)('%s has the keys and keys-only indexes that its adapter uses', (name) => {
    const { KeySchema, GlobalSecondaryIndexes = [] } = dev.get(PATHS[name]).Properties;
    expect(KeySchema).toEqual(keySchema(TABLES[name]));
    expect(GlobalSecondaryIndexes).toEqual(
      Object.entries(TABLES[name].indexes).map(([IndexName, keys]) => ({
        IndexName,
        KeySchema: keySchema(keys),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      })),
    );
  });

  it.each(names)('%s has keys that are strings', (name) => {
    const types = dev
      .get(PATHS[name])
      .Properties.AttributeDefinitions.map(({ AttributeType }: { AttributeType: string }) => AttributeType);
    expect(new Set(types)).toEqual(new Set(['S']));
  });

  it.each(names)('%s is billed by request and can be restored to any second', (name) => {
    const { BillingMode, Replicas } = dev.get(PATHS[name]).Properties;
    expect(BillingMode).toBe('PAY_PER_REQUEST');
    expect(Replicas).toMatchObject([
      { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    ]);
  });

  it.each(names)('%s outlives its stack in prod and goes with it in dev', (name) => {
    const kept = ({ DeletionPolicy, Properties }: ReturnType<typeof dev.get>) => ({
      policy: DeletionPolicy,
      protected: Properties.Replicas[0].DeletionProtectionEnabled,
    });
    expect(kept(prod.get(PATHS[name]))).toEqual({ policy: 'Retain', protected: true });
    expect(kept(dev.get(PATHS[name]))).toEqual({ policy: 'Delete', protected: false });
  });
});

describe('the price cache', () => {
  it('is encrypted at rest and answers only TLS', () => {
    expect(dev.get('Cache/Valkey').Properties).toMatchObject({
      Engine: 'valkey',
      TransitEncryptionEnabled: true,
      TransitEncryptionMode: 'required',
      AtRestEncryptionEnabled: true,
    });
  });

  it('fails over to another zone in prod', () => {
    expect(prod.get('Cache/Valkey').Properties).toMatchObject({
      ReplicasPerNodeGroup: 1,
      AutomaticFailoverEnabled: true,
      MultiAZEnabled: true,
    });
  });

  it('tells what happens to it on a topic that it can publish to', () => {
    expect(dev.read(dev.get('Cache/Valkey').Properties.NotificationTopicArn)).toBe('Cache/Events');
    // ElastiCache does not publish to an encrypted topic.
    expect(dev.get('Cache/Events').Properties?.KmsMasterKeyId).toBeUndefined();
  });

  it('lets its clients in, and nobody else', () => {
    const ingress = Object.values(dev.all('AWS::EC2::SecurityGroupIngress'));
    expect(ingress.map(({ Properties }) => dev.read(Properties))).toEqual([
      expect.objectContaining({
        GroupId: 'Cache/Servers.GroupId',
        SourceSecurityGroupId: 'Cache/Clients.GroupId',
        FromPort: 6379,
        ToPort: 6379,
      }),
    ]);
    for (const { Properties } of Object.values(dev.all('AWS::EC2::SecurityGroup')))
      expect(Properties.SecurityGroupIngress ?? []).toEqual([]);
    expect(dev.read(dev.get('Cache/Valkey').Properties.SecurityGroupIds)).toEqual(['Cache/Servers.GroupId']);
  });

  it('has a network that leads nowhere but to DynamoDB', () => {
    expect(dev.all('AWS::EC2::NatGateway')).toEqual({});
    expect(dev.all('AWS::EC2::InternetGateway')).toEqual({});
    expect(dev.all('AWS::EC2::Route')).toEqual({});
    const { ServiceName, RouteTableIds, VpcEndpointType } = dev.one('AWS::EC2::VPCEndpoint').Properties;
    expect(VpcEndpointType).toBe('Gateway');
    expect(dev.read(ServiceName)).toBe('com.amazonaws.<AWS::Region>.dynamodb');
    expect(RouteTableIds).toHaveLength(Object.keys(dev.all('AWS::EC2::RouteTable')).length);
  });
});
