import { describe, expect, it } from 'vitest';
import { configFor } from '../../infra/config.ts';
import { type Synthesized, synth } from './synth.ts';

const APPS = { dev: await synth('dev'), prod: await synth('prod') };
type Stage = keyof typeof APPS;

interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource: string | string[];
  Condition?: unknown;
}

const list = <Item>(one: Item | Item[]): Item[] => (Array.isArray(one) ? one : [one]);

/** A statement as `action resource`. */
const calls = ({ Action, Resource }: Statement): string[] =>
  list(Action).flatMap((action) => list(Resource).map((resource) => `${action} ${resource}`));

const statementsIn = (app: Synthesized, document: unknown) =>
  (app.read(document) as { Statement: Statement[] }).Statement;

function byRole(app: Synthesized): Record<string, Statement[]> {
  const found: Record<string, Statement[]> = {};
  for (const { Properties } of Object.values(app.all('AWS::IAM::Policy')))
    for (const role of app.read(Properties.Roles) as string[])
      found[role] = [...(found[role] ?? []), ...statementsIn(app, Properties.PolicyDocument)];
  return found;
}

const told = (effect: Statement['Effect'], rolesStatements: Record<string, Statement[]>) =>
  Object.fromEntries(
    Object.entries(rolesStatements).map(([role, all]): [string, string[]] => [
      role,
      all
        .filter(({ Effect }) => Effect === effect)
        .flatMap(calls)
        .sort(),
    ]),
  );

/** Permissions of every function: write to its own log, and send traces. X-Ray has no resources. */
const own = (path: string): string[] => [
  `logs:CreateLogStream ${path}Logs.Arn`,
  `logs:PutLogEvents ${path}Logs.Arn`,
  'xray:PutTelemetryRecords *',
  'xray:PutTraceSegments *',
];

/** Permissions that the Lambda service needs from the role of a function in a network. They have no resources. */
const NETWORK = [
  'ec2:AssignPrivateIpAddresses *',
  'ec2:CreateNetworkInterface *',
  'ec2:DeleteNetworkInterface *',
  'ec2:DescribeNetworkInterfaces *',
  'ec2:DescribeSubnets *',
  'ec2:UnassignPrivateIpAddresses *',
];

const LOG_GROUP = 'arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:';

const inCache = (stage: Stage, user: string): string[] => [
  'elasticache:Connect arn:<AWS::Partition>:elasticache:<AWS::Region>:<AWS::AccountId>:replicationgroup:Cache/Valkey',
  `elasticache:Connect arn:<AWS::Partition>:elasticache:<AWS::Region>:<AWS::AccountId>:user:pricewire-${stage}-${user}`,
  ...NETWORK,
];

const models = (stage: Stage): string[] =>
  configFor(stage).models.map(
    ({ endpoint }) =>
      `sagemaker:InvokeEndpoint arn:<AWS::Partition>:sagemaker:<AWS::Region>:<AWS::AccountId>:endpoint/${endpoint}`,
  );

const functionsOf = (stage: Stage): Record<string, string[]> => ({
  'Tasks/ReceiveEvent': ['dynamodb:GetItem Ledger.Arn', 'dynamodb:UpdateItem Ledger.Arn'],
  'Tasks/LoadContext': [
    'dynamodb:GetItem Catalog.Arn',
    'dynamodb:GetItem PriceState.Arn',
    'dynamodb:GetItem Reviews.Arn',
    'dynamodb:PutItem Reviews.Arn',
    'dynamodb:UpdateItem PriceState.Arn',
  ],
  'Tasks/PredictPrice': models(stage),
  'Tasks/FallbackPrice': [],
  'Tasks/ApplyGuardrails': [],
  'Tasks/Commit': [
    'dynamodb:BatchGetItem Ledger.Arn',
    'dynamodb:GetItem Ledger.Arn',
    'dynamodb:PutItem Ledger.Arn',
    'dynamodb:UpdateItem Ledger.Arn',
    'dynamodb:PutItem PriceState.Arn',
    'dynamodb:UpdateItem PriceState.Arn',
  ],
  'Tasks/PublishPrice': ['dynamodb:GetItem PriceState.Arn', ...inCache(stage, 'publish')],
  'Tasks/Close': ['dynamodb:UpdateItem Ledger.Arn'],
  'Tasks/DeadLetter': [
    'dynamodb:GetItem Ledger.Arn',
    'dynamodb:UpdateItem Ledger.Arn',
    'dynamodb:GetItem PriceState.Arn',
    'dynamodb:PutItem PriceState.Arn',
    'dynamodb:UpdateItem PriceState.Arn',
  ],
  'Tasks/ChallengePrice': ['dynamodb:PutItem Ledger.Arn', ...models(stage)],
  'Upkeep/Sweep': [
    'dynamodb:BatchGetItem Ledger.Arn',
    'dynamodb:Query Ledger.Arn/index/open',
    'dynamodb:UpdateItem Ledger.Arn',
    'states:StartExecution Workflow',
    'states:StartSyncExecution Workflow',
  ],
  'Waiting/Restart': [
    'sqs:DeleteMessage Waiting/Queue.Arn',
    'sqs:GetQueueAttributes Waiting/Queue.Arn',
    'sqs:ReceiveMessage Waiting/Queue.Arn',
    'states:StartExecution Workflow',
    'states:StartSyncExecution Workflow',
  ],
  'Reconciliation/Reconcile': [
    'dynamodb:BatchGetItem Ledger.Arn',
    'dynamodb:BatchGetItem PriceState.Arn',
    'dynamodb:BatchGetItem Reviews.Arn',
    'sqs:DeleteMessage Reconciliation/Accepted.Arn',
    'sqs:ReceiveMessage Reconciliation/Accepted.Arn',
    'states:StartExecution Workflow',
  ],
  'Upkeep/SettleMarks': [
    'dynamodb:BatchGetItem Ledger.Arn',
    'dynamodb:Scan PriceState.Arn',
    'dynamodb:UpdateItem PriceState.Arn',
  ],
  'Upkeep/RepriceDue': ['dynamodb:Scan PriceState.Arn', 'events:PutEvents Bus.Arn'],
  'Breaker/Watch': [
    'dynamodb:GetItem Catalog.Arn',
    'dynamodb:Query Catalog.Arn',
    'dynamodb:Scan Catalog.Arn',
    'dynamodb:UpdateItem Catalog.Arn',
    'dynamodb:Scan PriceState.Arn',
  ],
  'CacheCare/Repair': [
    'dynamodb:BatchGetItem PriceState.Arn',
    'dynamodb:GetItem PriceState.Arn',
    'dynamodb:Scan PriceState.Arn',
    ...inCache(stage, 'repair'),
  ],
  'CacheCare/Check': [
    'dynamodb:BatchGetItem Ledger.Arn',
    'dynamodb:BatchGetItem PriceState.Arn',
    'dynamodb:Query Ledger.Arn/index/open',
    'dynamodb:Scan PriceState.Arn',
    ...inCache(stage, 'check'),
  ],
  Read: [
    'dynamodb:GetItem Catalog.Arn',
    'dynamodb:BatchGetItem PriceState.Arn',
    'dynamodb:GetItem PriceState.Arn',
    ...inCache(stage, 'storefront'),
  ],
  'Upkeep/CheckModels': ['dynamodb:PutItem Catalog.Arn', 'dynamodb:Scan PriceState.Arn'],
});

const WORKFLOW = [
  'lambda:InvokeFunction Tasks/ReceiveEvent.Arn:*',
  'lambda:InvokeFunction Tasks/LoadContext.Arn:*',
  'lambda:InvokeFunction Tasks/PredictPrice.Arn:*',
  'lambda:InvokeFunction Tasks/FallbackPrice.Arn:*',
  'lambda:InvokeFunction Tasks/ApplyGuardrails.Arn:*',
  'lambda:InvokeFunction Tasks/Commit.Arn:*',
  'lambda:InvokeFunction Tasks/PublishPrice.Arn:*',
  'lambda:InvokeFunction Tasks/Close.Arn:*',
  'lambda:InvokeFunction Tasks/DeadLetter.Arn:*',
  'lambda:InvokeFunction Tasks/ChallengePrice.Arn:*',
  'dynamodb:UpdateItem Ledger.Arn',
  'dynamodb:UpdateItem PriceState.Arn',
  'events:PutEvents Bus.Arn',
  'sqs:SendMessage DeadLetters.Arn',
  'sqs:SendMessage Waiting/Queue.Arn',
  // Neither the delivery of logs nor X-Ray has resources.
  'logs:CreateLogDelivery *',
  'logs:DeleteLogDelivery *',
  'logs:DescribeLogGroups *',
  'logs:DescribeResourcePolicies *',
  'logs:GetLogDelivery *',
  'logs:ListLogDeliveries *',
  'logs:PutResourcePolicy *',
  'logs:UpdateLogDelivery *',
  'xray:GetSamplingRules *',
  'xray:GetSamplingTargets *',
  'xray:PutTelemetryRecords *',
  'xray:PutTraceSegments *',
];

describe.each(Object.entries(APPS) as [Stage, Synthesized][])('permissions in %s', (stage, app) => {
  const FUNCTIONS = functionsOf(stage);
  const statements = (document: unknown) => statementsIn(app, document);
  const rolesStatements = byRole(app);
  const roles = told('Allow', rolesStatements);
  const denied = told('Deny', rolesStatements);
  const schedulers = Object.entries(app.all('AWS::Scheduler::Schedule')).map(([path, { Properties }]) => ({
    path,
    role: String(app.read(Properties.Target.RoleArn)).replace(/\.Arn$/, ''),
  }));

  it.each(Object.entries(FUNCTIONS))('%s may make the calls of its code', (path, mayCall) => {
    expect(roles[`${path}Role`]).toEqual([...mayCall, ...own(path)].sort());
    expect(app.read(app.get(path).Properties.Role)).toBe(`${path}Role.Arn`);
  });

  it('the code of a function may do nothing to its network', () => {
    const inside = ['Tasks/PublishPrice', 'CacheCare/Repair', 'CacheCare/Check', 'Read'];
    for (const path of Object.keys(FUNCTIONS))
      expect(denied[`${path}Role`]).toEqual(inside.includes(path) ? NETWORK : []);
    for (const path of inside)
      expect(rolesStatements[`${path}Role`]?.find(({ Effect }) => Effect === 'Deny')?.Condition).toEqual({
        ArnEquals: { 'lambda:SourceFunctionArn': `${path}.Arn` },
      });
  });

  it('the workflow may use the resources of its states', () => {
    expect(roles['Workflow/Role']).toEqual([...WORKFLOW].sort());
    expect(app.read(app.get('Workflow').Properties.RoleArn)).toBe('Workflow/Role.Arn');
  });

  it('the model may pull its image, read its own archive and write its log and metrics, and nothing else', () => {
    const image = /^ecr:\w+ arn:.*:repository\/sagemaker-xgboost$/;
    expect(roles['Live/Role']).toEqual([
      'cloudwatch:PutMetricData *',
      expect.stringMatching(image),
      expect.stringMatching(image),
      'ecr:GetAuthorizationToken *',
      expect.stringMatching(image),
      'logs:CreateLogGroup Live/Logs.Arn',
      `logs:CreateLogGroup ${LOG_GROUP}Live/Logs`,
      'logs:CreateLogStream Live/Logs.Arn',
      'logs:DescribeLogStreams Live/Logs.Arn',
      `logs:DescribeLogStreams ${LOG_GROUP}Live/Logs`,
      'logs:PutLogEvents Live/Logs.Arn',
      expect.stringMatching(/^s3:GetObject arn:.*:s3:::.*\/[0-9a-f]{64}\.tar\.gz$/),
    ]);
  });

  it('the rule may start the workflow', () => {
    expect(roles['Intake/Role']).toEqual(['states:StartExecution Workflow']);
  });

  it('executions can be started by the alias alone', () => {
    const starts = Object.values(rolesStatements)
      .flat()
      .filter(({ Action }) => list(Action).some((action) => action.startsWith('states:Start')));
    expect(starts).toHaveLength(4);
    for (const { Condition } of starts)
      expect(Condition).toEqual({ 'ForAnyValue:StringEquals': { 'states:StateMachineQualifier': ['live'] } });
  });

  it('a release of the storefront may move its alias, and read alarms', () => {
    expect(roles['Gradual/Role']).toEqual([
      'cloudwatch:DescribeAlarms *',
      'lambda:GetAlias Read.Arn',
      'lambda:GetAlias Read.Arn:live',
      'lambda:GetProvisionedConcurrencyConfig Read.Arn',
      'lambda:GetProvisionedConcurrencyConfig Read.Arn:live',
      'lambda:UpdateAlias Read.Arn',
      'lambda:UpdateAlias Read.Arn:live',
    ]);
  });

  it('the low-stock alert may publish to its own topic', () => {
    expect(roles['LowStock/Role']).toEqual([
      'kms:Decrypt LowStock/NoticesKey.Arn',
      'kms:GenerateDataKey LowStock/NoticesKey.Arn',
      'sns:Publish LowStock/Notices',
    ]);
  });

  it('the network may log refused connections', () => {
    expect(roles['Vpc/Refused/IAMRole']).toEqual([
      'logs:CreateLogGroup Vpc/RefusedLogs.Arn',
      `logs:CreateLogGroup ${LOG_GROUP}Vpc/RefusedLogs`,
      'logs:CreateLogStream Vpc/RefusedLogs.Arn',
      'logs:DescribeLogGroups *',
      'logs:DescribeLogStreams Vpc/RefusedLogs.Arn',
      'logs:PutLogEvents Vpc/RefusedLogs.Arn',
    ]);
  });

  it.each([
    ['Upkeep/EveryMinute', 'Upkeep/Sweep'],
    ['Upkeep/EverySixHours', 'Upkeep/SettleMarks'],
    ['Upkeep/EveryFiveMinutes', 'Upkeep/RepriceDue'],
    ['Upkeep/EveryFewMinutes', 'Upkeep/CheckModels'],
    ['Breaker/EveryMinute', 'Breaker/Watch'],
    ['CacheCare/EveryMinute', 'CacheCare/Repair'],
    ['CacheCare/EveryHour', 'CacheCare/Check'],
  ])('%s may call %s', (schedule, called) => {
    const role = schedulers.find(({ path }) => path === schedule)?.role ?? '';
    expect(roles[role]).toEqual([`lambda:InvokeFunction ${called}/Aliaslive`]);
  });

  it('there are no other roles', () => {
    expect(Object.keys(app.all('AWS::IAM::Role')).sort()).toEqual(
      [
        ...Object.keys(FUNCTIONS).map((path) => `${path}Role`),
        'Workflow/Role',
        'Intake/Role',
        'Gradual/Role',
        'Vpc/Refused/IAMRole',
        'Live/Role',
        'LowStock/Role',
        ...schedulers.map(({ role }) => role),
      ].sort(),
    );
  });

  it('no AWS managed policy is attached', () => {
    for (const { Properties } of Object.values(app.all('AWS::IAM::Role')))
      expect([Properties.ManagedPolicyArns, Properties.Policies]).toEqual([undefined, undefined]);
  });

  it('no action is a wildcard', () => {
    const documents = ['AWS::IAM::Policy', 'AWS::SQS::QueuePolicy'].flatMap((type) =>
      Object.values(app.all(type)).map(({ Properties }) => Properties.PolicyDocument),
    );
    const wild = documents
      .flatMap(statements)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action }) => list(Action))
      .filter((action) => action.includes('*'));
    expect(wild).toEqual([]);
  });

  it('ElastiCache may publish to the topic, under the only condition that it supports', () => {
    const { PolicyDocument, Topics } = app.get('Cache/Events/Policy').Properties;
    expect(app.read(Topics)).toEqual(['Cache/Events']);
    expect(app.read(statements(PolicyDocument))).toMatchObject([
      {
        Effect: 'Deny',
        Action: 'sns:Publish',
        Resource: 'Cache/Events',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Effect: 'Allow',
        Action: 'sns:Publish',
        Resource: 'Cache/Events',
        Condition: { StringEquals: { 'aws:SourceOwner': '<AWS::AccountId>' } },
      },
    ]);
  });

  it('only the topic, the API and the schedules may call functions from outside, and only by their aliases', () => {
    const callers = Object.values(app.all('AWS::Lambda::Permission')).map(({ Properties }) =>
      app.read([Properties.FunctionName, Properties.Principal, Properties.SourceArn]),
    );
    const api = 'arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:Api/*/*';
    expect(callers).toEqual([
      ['CacheCare/Repair/Aliaslive', 'sns.amazonaws.com', 'Cache/Events'],
      ['Read/Aliaslive', 'apigateway.amazonaws.com', `${api}/openapi.json`],
      ['Read/Aliaslive', 'apigateway.amazonaws.com', `${api}/v1/prices`],
      ['Read/Aliaslive', 'apigateway.amazonaws.com', `${api}/v1/prices/{rest+}`],
    ]);
  });

  it.each([
    ['Undelivered', ['sqs:SendMessage']],
    ['Reconciliation/Accepted', ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage']],
  ])('only the rule may put messages into the queue %s', (path, actions) => {
    const allow = statements(app.get(`${path}/Policy`).Properties.PolicyDocument).filter(
      ({ Effect }) => Effect === 'Allow',
    );
    expect(allow.map(({ Action }) => list(Action))).toEqual([actions]);
    expect(allow).toMatchObject([
      {
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': 'Intake/Rule.Arn' } },
      },
    ]);
  });
});
