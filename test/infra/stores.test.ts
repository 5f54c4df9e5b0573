import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { TABLES } from '../../adapters/tables.ts';
import { type Config, configFor } from '../../infra/config.ts';
import { addStacks } from '../../infra/stacks.ts';
import { CONTEXT, synth, synthOf } from './synth.ts';

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
  it('are exactly those of the adapters', () => {
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

  it('of the ledger deletes expired items, and no other does', () => {
    const expiring = names.map((name) => [name, dev.get(PATHS[name]).Properties.TimeToLiveSpecification]);
    expect(Object.fromEntries(expiring)).toEqual({
      ledger: { AttributeName: 'expiresAt', Enabled: true },
      catalog: undefined,
      'price-state': undefined,
      reviews: undefined,
      audit: undefined,
    });
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

  it('accepts only logins with an IAM role', () => {
    const { Engine, UserGroupId, UserIds } = dev.get('Cache/Users/Group').Properties;
    const users = Object.keys(dev.all('AWS::ElastiCache::User'));
    expect(dev.read(dev.get('Cache/Valkey').Properties.UserGroupIds)).toEqual(['Cache/Users/Group']);
    expect([Engine, UserGroupId]).toEqual(['valkey', 'pricewire-dev']);
    expect(dev.read(UserIds)).toEqual(users);
    for (const path of users.filter((each) => each !== 'Cache/Users/default')) {
      const user = dev.get(path).Properties;
      expect(user).toMatchObject({ Engine: 'valkey', AuthenticationMode: { Type: 'iam' } });
      // IAM authentication requires the two to be equal.
      expect(user.UserName).toBe(user.UserId);
      expect([user.Passwords, user.NoPasswordRequired]).toEqual([undefined, undefined]);
    }
  });

  it('has a default user that can not log in and has no permissions', async () => {
    const { AccessString, UserName, NoPasswordRequired } = dev.get('Cache/Users/default').Properties;
    expect([UserName, AccessString, NoPasswordRequired]).toEqual(['default', 'off -@all', undefined]);
    const config: Config = configFor('dev');
    const without = await synthOf({ ...config, cache: { ...config.cache, defaultUser: 'left-out' } });
    expect(Object.keys(without.all('AWS::ElastiCache::User'))).not.toContain('Cache/Users/default');
    expect(without.read(without.get('Cache/Users/Group').Properties.UserIds)).toHaveLength(4);
  });

  it('is no Redis Cluster: SCAN, INFO and a pipeline would each reach only a part of it', () => {
    for (const app of [dev, prod])
      expect(app.get('Cache/Valkey').Properties).toMatchObject({ ClusterMode: 'disabled', NumNodeGroups: 1 });
  });

  it.each([
    ['dev', dev],
    ['prod', prod],
  ])('lets the users of %s touch the keys and the channel of that stage alone', (stage, app) => {
    const users = Object.values(app.all('AWS::ElastiCache::User')).filter(
      ({ Properties }) => Properties?.UserName !== 'default',
    );
    const named = users.flatMap(({ Properties }) => String(Properties?.AccessString).match(/[~&]\S+/g) ?? []);
    expect(named.length).toBeGreaterThanOrEqual(users.length);
    for (const pattern of named) expect(pattern).toMatch(new RegExp(`^[~&]${stage}:`));
  });

  it('fails over to another zone in prod', () => {
    expect(prod.get('Cache/Valkey').Properties).toMatchObject({
      ReplicasPerNodeGroup: 1,
      AutomaticFailoverEnabled: true,
      MultiAZEnabled: true,
    });
  });

  it('publishes its events to a topic that it has access to', () => {
    expect(dev.read(dev.get('Cache/Valkey').Properties.NotificationTopicArn)).toBe('Cache/Events');
    // ElastiCache does not publish to an encrypted topic.
    expect(dev.get('Cache/Events').Properties?.KmsMasterKeyId).toBeUndefined();
  });

  it('accepts connections of its clients only', () => {
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
