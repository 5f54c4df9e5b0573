import { describe, expect, it } from 'vitest';
import { type Synthesized, synth } from './synth.ts';

const APPS = { dev: await synth('dev'), prod: await synth('prod') };

interface Deps {
  /** The service that assumes the role. */
  principal: string;
  /** The roles, by their path. */
  roles: RegExp;
  /** The minimum permissions that AWS documents for such a role. */
  least: string[];
  source: string;
}

const GUIDE = 'https://docs.aws.amazon.com';
const XRAY = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

const NEEDS: Deps[] = [
  {
    principal: 'sagemaker.amazonaws.com',
    roles: /^(Live|Challenger\d+)\/Role$/,
    least: [
      'cloudwatch:PutMetricData',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'logs:CreateLogGroup',
      'logs:DescribeLogStreams',
      's3:GetObject',
      'ecr:GetAuthorizationToken',
      'ecr:BatchCheckLayerAvailability',
      'ecr:GetDownloadUrlForLayer',
      'ecr:BatchGetImage',
    ],
    source: `${GUIDE}/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createmodel-perms`,
  },
  {
    principal: 'lambda.amazonaws.com',
    roles: /^(Tasks|Upkeep|Breaker|Reconciliation)\/\w+Role$/,
    // AWSLambdaBasicExecutionRole less logs:CreateLogGroup: the group is there before the function.
    least: ['logs:CreateLogStream', 'logs:PutLogEvents', ...XRAY],
    source: `${GUIDE}/lambda/latest/dg/lambda-intro-execution-role.html`,
  },
  {
    principal: 'lambda.amazonaws.com',
    roles: /^Waiting\/RestartRole$/,
    least: [
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      ...XRAY,
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
    ],
    source: `${GUIDE}/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions`,
  },
  {
    principal: 'lambda.amazonaws.com',
    roles: /^(Tasks\/PublishPrice|CacheCare\/\w+|Read)Role$/,
    // AWSLambdaVPCAccessExecutionRole, without the same.
    least: [
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      ...XRAY,
      'ec2:CreateNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
    source: `${GUIDE}/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions`,
  },
  {
    principal: 'states.amazonaws.com',
    roles: /^Workflow\/Role$/,
    least: [
      'logs:CreateLogDelivery',
      'logs:GetLogDelivery',
      'logs:UpdateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:DescribeResourcePolicies',
      'logs:DescribeLogGroups',
      ...XRAY,
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'lambda:InvokeFunction',
      'sqs:SendMessage',
      'events:PutEvents',
      'dynamodb:UpdateItem',
    ],
    source: `${GUIDE}/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy; .../concepts-xray-tracing.html; .../service-integration-iam-templates.html`,
  },
  {
    principal: 'events.amazonaws.com',
    roles: /^Intake\/Role$/,
    least: ['states:StartExecution'],
    source: `${GUIDE}/eventbridge/latest/userguide/eb-use-identity-based.html#eb-target-permissions`,
  },
  {
    principal: 'events.amazonaws.com',
    roles: /^LowStock\/Role$/,
    // The topic is encrypted by a key of ours.
    least: ['sns:Publish', 'kms:Decrypt', 'kms:GenerateDataKey'],
    source: `${GUIDE}/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services`,
  },
  {
    principal: 'scheduler.amazonaws.com',
    roles: /^SchedulerRoleForTarget/,
    least: ['lambda:InvokeFunction'],
    source: `${GUIDE}/scheduler/latest/UserGuide/setting-up.html#setting-up-execution-role`,
  },
  {
    principal: 'codedeploy.amazonaws.com',
    roles: /^Gradual\/Role$/,
    // AWSCodeDeployRoleForLambdaLimited without S3, SNS and hooks, which releases here do not use.
    least: [
      'cloudwatch:DescribeAlarms',
      'lambda:UpdateAlias',
      'lambda:GetAlias',
      'lambda:GetProvisionedConcurrencyConfig',
    ],
    source: `${GUIDE}/aws-managed-policy/latest/reference/AWSCodeDeployRoleForLambdaLimited.html`,
  },
  {
    principal: 'vpc-flow-logs.amazonaws.com',
    roles: /^Vpc\/Refused\/IAMRole$/,
    least: [
      'logs:CreateLogGroup',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'logs:DescribeLogGroups',
      'logs:DescribeLogStreams',
    ],
    source: `${GUIDE}/vpc/latest/userguide/flow-logs-iam-role.html`,
  },
];

const list = <Item>(one: Item | Item[]): Item[] => (Array.isArray(one) ? one : [one]);

interface Statement {
  Effect: string;
  Action: string | string[];
  Principal?: { Service?: string };
  Condition?: unknown;
}

const principalOf = (app: Synthesized, role: string): string | undefined => {
  const { Statement } = app.get(role).Properties.AssumeRolePolicyDocument as { Statement: Statement[] };
  return Statement[0]?.Principal?.Service;
};

function allowed(app: Synthesized, role: string): Set<string> {
  const policies = Object.values(app.all('AWS::IAM::Policy')).filter(({ Properties }) =>
    (app.read(Properties.Roles) as string[]).includes(role),
  );
  const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[]);
  return new Set(statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => list(Action)));
}

describe.each(Object.entries(APPS))('the service roles of %s', (_, app) => {
  const roles = Object.keys(app.all('AWS::IAM::Role'));

  it.each(NEEDS)(
    '$roles has the minimum permissions that $principal needs',
    ({ principal, roles: path, least, source }) => {
      const found = roles.filter((role) => path.test(role));
      expect(found.length).toBeGreaterThan(0);
      for (const role of found) {
        expect(principalOf(app, role), role).toBe(principal);
        const may = allowed(app, role);
        expect(
          least.filter((action) => !may.has(action)),
          `${role} lacks what ${source} lists`,
        ).toEqual([]);
      }
    },
  );

  it('are all compared with the documentation of their service', () => {
    expect(roles.filter((role) => !NEEDS.some(({ roles: path }) => path.test(role)))).toEqual([]);
  });
});
