import { describe, expect, it } from 'vitest';
import { synth } from './synth.ts';

const dev = await synth('dev');

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
}

const list = <Item>(one: Item | Item[]): Item[] => (Array.isArray(one) ? one : [one]);

/** What a statement allows, as `action resource`. A table's indexes and a function's versions go with the whole. */
const allowances = ({ Action, Resource }: Statement): string[] =>
  list(Action).flatMap((action) => [
    ...new Set(list(Resource).map((each) => `${action} ${each.replace(/(\/index\/|(?<=Arn):)\*$/, '')}`)),
  ]);

const statements = (document: unknown) => (dev.read(document) as { Statement: Statement[] }).Statement;

function allowed(): Record<string, string[]> {
  const byRole: Record<string, string[]> = {};
  for (const { Properties } of Object.values(dev.all('AWS::IAM::Policy')))
    for (const role of dev.read(Properties.Roles) as string[])
      byRole[role] = statements(Properties.PolicyDocument).flatMap(allowances).sort();
  return byRole;
}

/** What every function may do: write to its own log, and be traced. X-Ray knows no resources. */
const own = (path: string): string[] => [
  `logs:CreateLogStream ${path}Logs.Arn`,
  `logs:PutLogEvents ${path}Logs.Arn`,
  'xray:PutTelemetryRecords *',
  'xray:PutTraceSegments *',
];

const FUNCTIONS: Record<string, string[]> = {
  'Tasks/ReceiveEvent': ['dynamodb:GetItem Ledger.Arn', 'dynamodb:UpdateItem Ledger.Arn'],
  'Tasks/LoadContext': ['dynamodb:GetItem Catalog.Arn', 'dynamodb:GetItem PriceState.Arn'],
  'Tasks/PredictPrice': [
    'sagemaker:InvokeEndpoint arn:<AWS::Partition>:sagemaker:<AWS::Region>:<AWS::AccountId>:endpoint/pricewire-demand-dev',
  ],
  'Tasks/FallbackPrice': [],
  'Tasks/ApplyGuardrails': [],
  'Tasks/Commit': [
    'dynamodb:GetItem Ledger.Arn',
    'dynamodb:PutItem Ledger.Arn',
    'dynamodb:UpdateItem Ledger.Arn',
    'dynamodb:PutItem PriceState.Arn',
    'dynamodb:UpdateItem PriceState.Arn',
  ],
  'Tasks/PublishPrice': ['dynamodb:GetItem PriceState.Arn'],
  'Tasks/Close': ['dynamodb:UpdateItem Ledger.Arn'],
  'Tasks/DeadLetter': [
    'dynamodb:GetItem Ledger.Arn',
    'dynamodb:UpdateItem Ledger.Arn',
    'dynamodb:GetItem PriceState.Arn',
    'dynamodb:PutItem PriceState.Arn',
    'dynamodb:UpdateItem PriceState.Arn',
  ],
  'Tasks/ChallengePrice': [
    'dynamodb:PutItem Ledger.Arn',
    'sagemaker:InvokeEndpoint arn:<AWS::Partition>:sagemaker:<AWS::Region>:<AWS::AccountId>:endpoint/pricewire-demand-dev',
  ],
  'Upkeep/Sweep': [
    'dynamodb:BatchGetItem Ledger.Arn',
    'dynamodb:Query Ledger.Arn',
    'dynamodb:UpdateItem Ledger.Arn',
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
    'dynamodb:Scan Catalog.Arn',
    'dynamodb:UpdateItem Catalog.Arn',
    'dynamodb:Scan PriceState.Arn',
  ],
  'CacheCare/Repair': [
    'dynamodb:BatchGetItem PriceState.Arn',
    'dynamodb:GetItem PriceState.Arn',
    'dynamodb:Scan PriceState.Arn',
  ],
  'CacheCare/Check': [
    'dynamodb:BatchGetItem Ledger.Arn',
    'dynamodb:BatchGetItem PriceState.Arn',
    'dynamodb:Query Ledger.Arn',
    'dynamodb:Scan PriceState.Arn',
  ],
  'Upkeep/CheckModels': ['dynamodb:PutItem Catalog.Arn', 'dynamodb:Scan PriceState.Arn'],
};

const WORKFLOW = [
  'lambda:InvokeFunction Tasks/ReceiveEvent.Arn',
  'lambda:InvokeFunction Tasks/LoadContext.Arn',
  'lambda:InvokeFunction Tasks/PredictPrice.Arn',
  'lambda:InvokeFunction Tasks/FallbackPrice.Arn',
  'lambda:InvokeFunction Tasks/ApplyGuardrails.Arn',
  'lambda:InvokeFunction Tasks/Commit.Arn',
  'lambda:InvokeFunction Tasks/PublishPrice.Arn',
  'lambda:InvokeFunction Tasks/Close.Arn',
  'lambda:InvokeFunction Tasks/DeadLetter.Arn',
  'lambda:InvokeFunction Tasks/ChallengePrice.Arn',
  'dynamodb:UpdateItem PriceState.Arn',
  'events:PutEvents Bus.Arn',
  'sqs:SendMessage DeadLetters.Arn',
  // Neither the delivery of logs nor X-Ray knows resources.
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

describe('permissions', () => {
  const roles = allowed();
  const schedulers = Object.entries(dev.all('AWS::Scheduler::Schedule')).map(([path, { Properties }]) => ({
    path,
    role: String(dev.read(Properties.Target.RoleArn)).replace(/\.Arn$/, ''),
  }));

  it.each(Object.entries(FUNCTIONS))('%s may make the calls that its code makes', (path, calls) => {
    expect(roles[`${path}Role`]).toEqual([...calls, ...own(path)].sort());
    expect(dev.read(dev.get(path).Properties.Role)).toBe(`${path}Role.Arn`);
  });

  it('the workflow may use what its states name', () => {
    expect(roles['Workflow/Role']).toEqual(WORKFLOW.sort());
    expect(dev.read(dev.get('Workflow').Properties.RoleArn)).toBe('Workflow/Role.Arn');
  });

  it('the model may read its own archive and write its log, and nothing else', () => {
    expect(roles['Live/Role']).toEqual([
      'logs:CreateLogStream Live/Logs.Arn',
      'logs:PutLogEvents Live/Logs.Arn',
      expect.stringMatching(/^s3:GetObject arn:.*:s3:::.*\/[0-9a-f]{64}\.gz$/),
    ]);
  });

  it('the rule may start the workflow', () => {
    expect(roles['Workflow/EventsRole']).toEqual(['states:StartExecution Workflow']);
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
    expect(roles[role]).toEqual([`lambda:InvokeFunction ${called}.Arn`]);
  });

  it('nobody else has a role', () => {
    expect(Object.keys(dev.all('AWS::IAM::Role')).sort()).toEqual(
      [
        ...Object.keys(FUNCTIONS).map((path) => `${path}Role`),
        'Workflow/Role',
        'Workflow/EventsRole',
        'Live/Role',
        ...schedulers.map(({ role }) => role),
      ].sort(),
    );
  });

  it('nothing of AWS comes on top but what a function in a network needs', () => {
    const managed = Object.entries(dev.all('AWS::IAM::Role')).flatMap(([path, { Properties }]) =>
      ((dev.read(Properties.ManagedPolicyArns) ?? []) as string[]).map((policy) => `${path} ${policy}`),
    );
    const access = 'arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole';
    expect(managed.sort()).toEqual(
      ['Tasks/PublishPrice', 'CacheCare/Repair', 'CacheCare/Check']
        .map((path) => `${path}Role ${access}`)
        .sort(),
    );
    for (const { Properties } of Object.values(dev.all('AWS::IAM::Role')))
      expect(Properties.Policies).toBeUndefined();
  });

  it('no action is a wildcard', () => {
    const documents = ['AWS::IAM::Policy', 'AWS::SQS::QueuePolicy'].flatMap((type) =>
      Object.values(dev.all(type)).map(({ Properties }) => Properties.PolicyDocument),
    );
    const wild = documents
      .flatMap(statements)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action }) => list(Action))
      .filter((action) => action.includes('*'));
    expect(wild).toEqual([]);
  });

  it('the cache may tell its topic what happens, by the condition that ElastiCache keeps to', () => {
    const { PolicyDocument, Topics } = dev.get('Cache/Events/Policy').Properties;
    expect(dev.read(Topics)).toEqual(['Cache/Events']);
    expect(dev.read(statements(PolicyDocument))).toMatchObject([
      {
        Action: 'sns:Publish',
        Resource: 'Cache/Events',
        Condition: { StringEquals: { 'aws:SourceOwner': '<AWS::AccountId>' } },
      },
    ]);
  });

  it('only the topic and the schedules may call functions from outside', () => {
    const callers = Object.values(dev.all('AWS::Lambda::Permission')).map(({ Properties }) =>
      dev.read([Properties.FunctionName, Properties.Principal, Properties.SourceArn]),
    );
    expect(callers).toEqual([['CacheCare/Repair.Arn', 'sns.amazonaws.com', 'Cache/Events']]);
  });

  it('only the rule may put letters into the queue of undelivered events', () => {
    const allow = statements(dev.get('Undelivered/Policy').Properties.PolicyDocument).filter(
      ({ Effect }) => Effect === 'Allow',
    );
    expect(allow).toMatchObject([
      {
        Action: 'sqs:SendMessage',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': 'Intake/Rule.Arn' } },
      },
    ]);
  });
});
