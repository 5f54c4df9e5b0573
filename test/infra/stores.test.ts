import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { TABLES } from '../../adapters/tables.ts';
import { configFor } from '../../infra/config.ts';
import { addStacks } from '../../infra/stacks.ts';
import { CONTEXT, synth } from './synth.ts';

const dev = await synth('dev');
const prod = await synth('prod');

const PATHS = {
  catalog: 'Catalog',
  'price-state': 'PriceState',
  ledger: 'Ledger',
  reviews: 'Reviews',
  audit: 'Audit',
} as const;
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

it.each([
  ['dev', false],
  ['prod', true],
])('the stack that holds the tables refuses to be deleted: %s %s', async (stage, refuses) => {
  const app = new App({ context: { ...CONTEXT, 'aws:cdk:bundling-stacks': [] } });
  const { data } = await addStacks(app, configFor(stage));
  expect(data.terminationProtection).toBe(refuses);
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

  it('lets in who logs in with an IAM role, and nobody else', () => {
    const { Engine, UserGroupId, UserIds } = dev.get('Cache/Users/Group').Properties;
    const users = Object.keys(dev.all('AWS::ElastiCache::User'));
    expect(dev.read(dev.get('Cache/Valkey').Properties.UserGroupIds)).toEqual(['Cache/Users/Group']);
    expect([Engine, UserGroupId]).toEqual(['valkey', 'pricewire-dev']);
    expect(dev.read(UserIds)).toEqual(users);
    for (const path of users) {
      const user = dev.get(path).Properties;
      expect(user).toMatchObject({ Engine: 'valkey', AuthenticationMode: { Type: 'iam' } });
      // With IAM they must be the same.
      expect(user.UserName).toBe(user.UserId);
      expect([user.Passwords, user.NoPasswordRequired]).toEqual([undefined, undefined]);
    }
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
        FromPort: 6380,
        ToPort: 6380,
      }),
    ]);
    for (const { Properties } of Object.values(dev.all('AWS::EC2::SecurityGroup')))
      expect(Properties.SecurityGroupIngress ?? []).toEqual([]);
    expect(dev.read(dev.get('Cache/Valkey').Properties.SecurityGroupIds)).toEqual(['Cache/Servers.GroupId']);
  });
});
