import { describe, expect, it } from 'vitest';
import { type Config, configFor, type GivenNetwork } from '../../infra/config.ts';
import { synth, synthOf } from './synth.ts';

const dev = await synth('dev');

describe('a network of our own', () => {
  it('has no route out', () => {
    expect(dev.all('AWS::EC2::NatGateway')).toEqual({});
    expect(dev.all('AWS::EC2::InternetGateway')).toEqual({});
    expect(dev.all('AWS::EC2::Route')).toEqual({});
    for (const { Properties } of Object.values(dev.all('AWS::EC2::Subnet')))
      expect(Properties.MapPublicIpOnLaunch).toBe(false);
  });

  it('is in two zones', () => {
    const zones = Object.values(dev.all('AWS::EC2::Subnet')).map(
      ({ Properties }) => Properties.AvailabilityZone,
    );
    expect(new Set(zones.map((zone) => JSON.stringify(zone))).size).toBe(2);
  });

  it('leads to DynamoDB from every subnet, free of charge', () => {
    const { ServiceName, RouteTableIds, VpcEndpointType } = dev.one('AWS::EC2::VPCEndpoint').Properties;
    expect(VpcEndpointType).toBe('Gateway');
    expect(dev.read(ServiceName)).toBe('com.amazonaws.<AWS::Region>.dynamodb');
    expect(RouteTableIds).toHaveLength(Object.keys(dev.all('AWS::EC2::RouteTable')).length);
  });

  it('allows only reads of tables of this account', () => {
    expect(dev.read(dev.one('AWS::EC2::VPCEndpoint').Properties.PolicyDocument)).toMatchObject({
      Statement: [
        {
          Effect: 'Allow',
          Action: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan'],
          Resource: 'arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table/*',
        },
      ],
    });
  });

  it('allows everything that its functions are granted', () => {
    const inside = Object.entries(dev.all('AWS::Lambda::Function'))
      .filter(([, { Properties }]) => Properties.VpcConfig !== undefined)
      .map(([path]) => `${path}Role`);
    const granted = Object.values(dev.all('AWS::IAM::Policy'))
      .map(
        ({ Properties }) =>
          dev.read(Properties) as {
            Roles: string[];
            PolicyDocument: { Statement: { Action: string | string[] }[] };
          },
      )
      .filter(({ Roles }) => Roles.some((role) => inside.includes(role)))
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement.flatMap(({ Action }) => Action))
      .filter((action) => action.startsWith('dynamodb:'));
    const [{ Action: let_through } = { Action: [] }] =
      dev.one('AWS::EC2::VPCEndpoint').Properties.PolicyDocument.Statement;
    expect(let_through).toEqual(expect.arrayContaining([...new Set(granted)]));
  });

  it('logs refused connections', () => {
    expect(dev.read(dev.one('AWS::EC2::FlowLog').Properties)).toMatchObject({
      ResourceId: 'Vpc',
      TrafficType: 'REJECT',
      LogGroupName: 'Vpc/RefusedLogs',
    });
  });
});

describe('a network that is given', () => {
  const GIVEN: GivenNetwork = {
    vpcId: 'vpc-0123456789abcdef0',
    zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
    subnetIds: ['subnet-0123456789abcdea0', 'subnet-0123456789abcdeb0', 'subnet-0123456789abcdec0'],
  };
  const synthIn = (network: Config['network']) => synthOf({ ...configFor('dev'), network });

  it('is used by its ids, without a look-up, and only our own resources are created in it', async () => {
    const app = await synthIn(GIVEN);
    for (const type of ['VPC', 'Subnet', 'RouteTable', 'FlowLog', 'VPCEndpoint'])
      expect(app.all(`AWS::EC2::${type}`)).toEqual({});
    for (const path of ['Tasks/PublishPrice', 'CacheCare/Repair', 'CacheCare/Check', 'Read'])
      expect(app.get(path).Properties.VpcConfig.SubnetIds).toEqual(GIVEN.subnetIds);
    expect(app.get('Cache/Subnets').Properties.SubnetIds).toEqual(GIVEN.subnetIds);
    for (const { Properties } of Object.values(app.all('AWS::EC2::SecurityGroup')))
      expect(Properties.VpcId).toBe('vpc-0123456789abcdef0');
  });

  it('gets an endpoint of DynamoDB where its route tables are named', async () => {
    const app = await synthIn({
      ...GIVEN,
      routeTableIds: ['rtb-0123456789abcdea0', 'rtb-0123456789abcdeb0', 'rtb-0123456789abcdec0'],
    });
    expect(app.one('AWS::EC2::VPCEndpoint').Properties).toMatchObject({
      VpcId: 'vpc-0123456789abcdef0',
      VpcEndpointType: 'Gateway',
      RouteTableIds: ['rtb-0123456789abcdea0', 'rtb-0123456789abcdeb0', 'rtb-0123456789abcdec0'],
    });
  });

  it.each([
    { ...GIVEN, subnetIds: ['subnet-0123456789abcdea0'] },
    { ...GIVEN, routeTableIds: ['rtb-0123456789abcdea0'] },
  ])('is refused where ids are missing', async (network) => {
    await expect(synthIn(network)).rejects.toThrow(
      /vpc-0123456789abcdef0 must have one subnet for each zone/,
    );
  });
});
