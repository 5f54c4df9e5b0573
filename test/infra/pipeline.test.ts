import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { LogGroupClass } from 'aws-cdk-lib/aws-logs';
import type { LogLevel } from 'aws-cdk-lib/aws-stepfunctions';
import { describe, expect, it } from 'vitest';
import { type Config, configFor } from '../../infra/config.ts';
import { readModel } from '../../infra/model-archive.ts';
import { JOBS } from '../../upkeep/jobs.ts';
import { definitionText, loadDefinition, placeholders } from '../../workflows/definition.ts';
import { synth, synthOf } from './synth.ts';

const [dev, prod] = [await synth('dev'), await synth('prod')];
const workflow = dev.get('Workflow').Properties;
const RETENTION = JSON.stringify({ rows: 30, heldEvidence: 7, evidence: 30 });
const MODELS = JSON.stringify(configFor('dev').models.map(readModel));
const inCache = (user: string) => ({
  REDIS_URL: `rediss://pricewire-dev-${user}@Cache/Valkey.PrimaryEndPoint.Address:Cache/Valkey.PrimaryEndPoint.Port`,
  CACHE_NAME: 'Cache/Valkey',
  STAGE: 'dev',
});
const bindings = dev.read(workflow.DefinitionSubstitutions) as Record<string, string>;

/** The state whose task function has this path; undefined for one that is not the workflow's. */
const stateOf = (path: string) => (path.startsWith('Tasks/') ? path.slice('Tasks/'.length) : undefined);

const aslValidator = createRequire(import.meta.url)('asl-validator') as (definition: unknown) => {
  isValid: boolean;
  errorsText(): string;
};

describe('the workflow', () => {
  it('binds every placeholder to the resource that it names, and functions to their published versions', () => {
    const functions = Object.keys(bindings).filter((name) => name.endsWith('Function'));
    const versionOf = (name: string) => `Tasks/${name.replace('Function', '')}/CurrentVersion`;
    expect(bindings).toEqual({
      ...Object.fromEntries(functions.map((name) => [name, versionOf(name)])),
      BusName: 'Bus',
      DeadLetterQueueUrl: 'DeadLetters',
      WaitingQueueUrl: 'Waiting/Queue',
      LedgerTable: 'Ledger',
    });
  });

  it('leaves no placeholder of its definition unbound', () => {
    expect(workflow.DefinitionString).toBe(definitionText());
    expect(Object.keys(bindings).sort()).toEqual(placeholders(workflow.DefinitionString).sort());
  });

  it.each([
    ['dev', dev],
    ['prod', prod],
  ] as const)('is a definition that Step Functions takes, as it is synthesized for %s', (_, app) => {
    const { DefinitionString, DefinitionSubstitutions } = app.get('Workflow').Properties;
    const bound = app.read(DefinitionSubstitutions) as Record<string, string>;
    const text = DefinitionString.replace(/\$\{(\w+)\}/g, (_all: string, name: string) => bound[name]);
    const { isValid, errorsText } = aslValidator(JSON.parse(text));
    expect(isValid, errorsText()).toBe(true);
  });

  it('runs as Express and is traced, under a short name, because each record of its log contains it', () => {
    expect(workflow.StateMachineName).toBe('reprice');
    expect(workflow.StateMachineType).toBe('EXPRESS');
    expect(workflow.TracingConfiguration).toEqual({ Enabled: true });
  });

  it.each([
    ['dev', dev, 'ALL'],
    ['prod', prod, 'ERROR'],
  ] as const)('logs in %s at level %s, with the data', (_, app, Level) => {
    expect(app.read(app.get('Workflow').Properties.LoggingConfiguration)).toEqual({
      Level,
      IncludeExecutionData: true,
      Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: 'WorkflowLogs.Arn' } }],
    });
  });

  it('logs nothing if the stage says so, and refuses unknown levels', async () => {
    const at = (level: string) => {
      const { trace, ...config } = configFor('dev');
      return synthOf({ ...config, trace: { ...trace, level: level as LogLevel } });
    };
    expect((await at('OFF')).get('Workflow').Properties.LoggingConfiguration.Level).toBe('OFF');
    await expect(at('error')).rejects.toThrow('trace.level is "error"; there are ');
  });

  it('logs into a group of the stage, of the class that every service supports', () => {
    expect(dev.get('WorkflowLogs').Properties).toMatchObject({
      LogGroupName: '/aws/vendedlogs/states/pricewire-dev-pipeline',
      LogGroupClass: 'STANDARD',
      RetentionInDays: 7,
    });
  });

  it('logs into a group of another name for another class, because the class of a group is fixed', async () => {
    const config: Config = configFor('dev');
    const trace = { ...config.trace, logClass: LogGroupClass.INFREQUENT_ACCESS };
    expect((await synthOf({ ...config, trace })).get('WorkflowLogs').Properties).toMatchObject({
      LogGroupName: '/aws/vendedlogs/states/pricewire-dev-pipeline-infrequent',
      LogGroupClass: 'INFREQUENT_ACCESS',
    });
  });
});

describe('the intake', () => {
  const pattern = JSON.parse(
    readFileSync(new URL('../../workflows/event-pattern.json', import.meta.url), 'utf8'),
  );
  const rule = dev.get('Intake/Rule').Properties;

  it('takes the events of the shared pattern from the bus pricewire', () => {
    expect(rule.EventPattern).toEqual(pattern);
    expect(rule.State).toBe('ENABLED');
    expect(dev.read(rule.EventBusName)).toBe('Bus');
    expect(dev.get('Bus').Properties.Name).toBe('pricewire');
  });

  it('starts the workflow with the whole event, retries for a day, and keeps events that it could not start', () => {
    expect(dev.read(rule.Targets)).toEqual([
      {
        Id: 'Target0',
        Arn: 'Live/Alias.Arn',
        RoleArn: 'Intake/Role.Arn',
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        DeadLetterConfig: { Arn: 'Undelivered.Arn' },
      },
      expect.objectContaining({ Arn: 'Reconciliation/Accepted.Arn' }),
    ]);
  });

  it('denies our own source to everybody except the workflow, the schedule, and people who may change something', async () => {
    const people = [
      {
        arn: 'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Ops_0123456789abcdef/*',
        roles: ['operator'],
      },
      { arn: 'arn:aws:iam::123456789012:user/ben', roles: ['viewer', 'reviewer'] },
      { arn: 'arn:aws:iam::123456789012:user/finn', roles: ['auditor'] },
    ] satisfies Config['people'];
    const app = await synthOf({ ...configFor('dev'), people });
    const { EventBusName, Statement } = app.one('AWS::Events::EventBusPolicy').Properties;

    expect(app.read(EventBusName)).toBe('Bus');
    expect(app.read(Statement)).toEqual({
      Sid: 'OwnSource',
      Effect: 'Deny',
      Principal: '*',
      Action: 'events:PutEvents',
      Resource: 'Bus.Arn',
      Condition: {
        'ForAnyValue:StringEquals': { 'events:source': 'pricewire' },
        ArnNotLike: {
          'aws:PrincipalArn': [
            'Workflow/Role.Arn',
            'Upkeep/RepriceDueRole.Arn',
            'arn:aws:iam::123456789012:role/AWSReservedSSO_Ops_0123456789abcdef',
            'arn:aws:iam::123456789012:role/*/AWSReservedSSO_Ops_0123456789abcdef',
            'arn:aws:iam::123456789012:user/ben',
          ],
        },
        Bool: { 'aws:PrincipalIsAWSService': 'false' },
      },
    });
  });

  it('denies it to no role that puts our own events', () => {
    const granted = Object.values(dev.all('AWS::IAM::Policy'))
      .filter(({ Properties }) => JSON.stringify(Properties.PolicyDocument).includes('events:PutEvents'))
      .flatMap(({ Properties }) => dev.read(Properties.Roles) as string[]);
    const { Condition } = dev.read(dev.one('AWS::Events::EventBusPolicy').Properties.Statement) as {
      Condition: { ArnNotLike: { 'aws:PrincipalArn': string[] } };
    };

    expect(Condition.ArnNotLike['aws:PrincipalArn'].sort()).toEqual(
      granted.map((role) => `${role}.Arn`).sort(),
    );
  });

  it('archives the same events', () => {
    const archive = dev.one('AWS::Events::Archive').Properties;
    expect(archive).toMatchObject({ EventPattern: pattern, RetentionDays: 7 });
    expect(dev.read(archive.SourceArn)).toBe('Bus.Arn');
  });
});

describe('the queue of waiting events', () => {
  it('is read by one function, which may leave a part of a batch', () => {
    expect(dev.read(dev.get('Waiting/Source').Properties)).toMatchObject({
      EventSourceArn: 'Waiting/Queue.Arn',
      FunctionName: expect.stringMatching(/:live$/),
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 1,
      ScalingConfig: { MaximumConcurrency: 5 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('hides a message for as long as the function may work on it', () => {
    const { VisibilityTimeout } = dev.get('Waiting/Queue').Properties;
    expect(VisibilityTimeout).toBeGreaterThanOrEqual(dev.get('Waiting/Restart').Properties.Timeout);
  });

  it('never drops a message, however often it was received', () => {
    expect(dev.get('Waiting/Queue').Properties.RedrivePolicy).toBeUndefined();
  });

  it('is retried within two minutes', () => {
    const { KeepWaiting } = (loadDefinition(bindings) as { States: Record<string, { Arguments?: object }> })
      .States;
    const [, most] = /\$min\(\[(\d+),/.exec(JSON.stringify(KeepWaiting)) ?? [];
    const { VisibilityTimeout } = dev.get('Waiting/Queue').Properties;
    expect(Number(most) + VisibilityTimeout).toBeLessThanOrEqual(120);
  });
});

describe('the queue of accepted events', () => {
  const queue = dev.get('Reconciliation/Accepted').Properties;
  const variables = dev.get('Reconciliation/Reconcile').Properties.Environment.Variables;

  it('gets each event that the workflow is started for, whole, by the same rule, tried for as long', () => {
    const [workflow, accepted] = dev.read(dev.get('Intake/Rule').Properties.Targets) as Record<
      string,
      unknown
    >[];
    expect(accepted).toEqual({
      Id: 'Target1',
      Arn: 'Reconciliation/Accepted.Arn',
      RetryPolicy: workflow?.['RetryPolicy'],
      DeadLetterConfig: workflow?.['DeadLetterConfig'],
    });
  });

  it('holds an event back for longer than it may be under way without a row', () => {
    expect(queue.DelaySeconds).toBe(900);
    const openForMs = Number(dev.get('Upkeep/Sweep').Properties.Environment.Variables.OPEN_FOR_MS);
    expect(queue.DelaySeconds * 1000).toBeGreaterThan(openForMs);
  });

  it('is drained every ten minutes, by a run that ends before the next one', () => {
    const schedules = Object.values(dev.all('AWS::Scheduler::Schedule')).map(({ Properties }) => [
      Properties.ScheduleExpression,
      (dev.read(Properties.Target) as { Arn: string }).Arn,
    ]);
    expect(schedules).toContainEqual([
      'rate(10 minutes)',
      expect.stringContaining('Reconciliation/Reconcile'),
    ]);
    expect(Number(variables.WORK_MS)).toBeLessThan(10 * 60_000);
  });

  it('shows a received message to nobody else for longer than a run can last', () => {
    const { Timeout } = dev.get('Reconciliation/Reconcile').Properties;
    expect(Number(variables.WORK_MS)).toBeLessThan(0.6 * Timeout * 1000);
    expect(Number(variables.HOLD_SECONDS)).toBeGreaterThan(Timeout);
  });

  it('gives no message away, however often it was looked up', () => {
    expect(queue.RedrivePolicy).toBeUndefined();
  });
});

describe.each(['DeadLetters', 'Undelivered', 'Waiting/Queue', 'Reconciliation/Accepted'])(
  'the queue %s',
  (path) => {
    it('keeps letters encrypted for 14 days', () => {
      expect(dev.get(path).Properties).toMatchObject({
        MessageRetentionPeriod: 14 * 86_400,
        SqsManagedSseEnabled: true,
      });
    });

    it('refuses whoever comes without TLS', () => {
      expect(dev.read(dev.get(`${path}/Policy`).Properties.PolicyDocument.Statement)).toContainEqual({
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'sqs:*',
        Resource: `${path}.Arn`,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
    });
  },
);

describe('the functions', () => {
  const functions = dev.all('AWS::Lambda::Function');
  const paths = Object.keys(functions);
  const states = (loadDefinition(bindings) as { States: Record<string, { TimeoutSeconds?: number }> }).States;

  it('are one for each Lambda state, those on a schedule, and the storefront', () => {
    const lambdas = Object.keys(bindings).filter((name) => name.endsWith('Function'));
    expect(paths.sort()).toEqual(
      [
        ...lambdas.map((name) => `Tasks/${name.replace('Function', '')}`),
        'Upkeep/Sweep',
        'Upkeep/SettleMarks',
        'Upkeep/RepriceDue',
        'Upkeep/CheckModels',
        'Waiting/Restart',
        'Reconciliation/Reconcile',
        'Breaker/Watch',
        'CacheCare/Repair',
        'CacheCare/Check',
        'Read',
      ].sort(),
    );
  });

  it.each(paths)('%s runs Node 24 on arm64, traced, with a log of its own with a retention', (path) => {
    const { Properties } = dev.get(path);
    expect(dev.read(Properties)).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogGroup: `${path}Logs` },
    });
    expect(dev.get(`${path}Logs`).Properties.RetentionInDays).toBe(7);
  });

  it.each(paths.filter(stateOf))('%s times out when the workflow does', (path) => {
    expect(dev.get(path).Properties.Timeout).toBe(states[stateOf(path) ?? '']?.TimeoutSeconds);
  });

  it('know the resources that they work on', () => {
    const environments = Object.entries(functions).map(([path, { Properties }]) => [
      path,
      dev.read(Properties.Environment?.Variables ?? {}),
    ]);
    expect(Object.fromEntries(environments)).toEqual({
      'Tasks/ReceiveEvent': { LEDGER_TABLE: 'Ledger' },
      'Tasks/LoadContext': {
        CATALOG_TABLE: 'Catalog',
        PRICE_STATE_TABLE: 'PriceState',
        REVIEWS_TABLE: 'Reviews',
      },
      'Tasks/PredictPrice': { MODELS },
      'Tasks/FallbackPrice': {},
      'Tasks/ApplyGuardrails': {},
      'Tasks/Commit': { LEDGER_TABLE: 'Ledger', PRICE_STATE_TABLE: 'PriceState', RETENTION },
      'Tasks/PublishPrice': { PRICE_STATE_TABLE: 'PriceState', ...inCache('publish') },
      'Tasks/Close': { LEDGER_TABLE: 'Ledger', RETENTION },
      'Tasks/DeadLetter': { LEDGER_TABLE: 'Ledger', PRICE_STATE_TABLE: 'PriceState' },
      'Tasks/ChallengePrice': { LEDGER_TABLE: 'Ledger', MODELS, RETENTION },
      'Upkeep/Sweep': {
        LEDGER_TABLE: 'Ledger',
        PRICE_STATE_TABLE: 'PriceState',
        STATE_MACHINE_ARN: 'Live/Alias.Arn',
        OPEN_FOR_MS: '360000',
        MAX_SWEEPS: '5',
      },
      'Waiting/Restart': { STATE_MACHINE_ARN: 'Live/Alias.Arn' },
      'Reconciliation/Reconcile': {
        LEDGER_TABLE: 'Ledger',
        PRICE_STATE_TABLE: 'PriceState',
        REVIEWS_TABLE: 'Reviews',
        STATE_MACHINE_ARN: 'Live/Alias.Arn',
        QUEUE_URL: 'Reconciliation/Accepted',
        WORK_MS: '480000',
        HOLD_SECONDS: '2100',
      },
      'Upkeep/SettleMarks': { LEDGER_TABLE: 'Ledger', PRICE_STATE_TABLE: 'PriceState' },
      'Upkeep/RepriceDue': { PRICE_STATE_TABLE: 'PriceState', BUS_NAME: 'Bus' },
      'Upkeep/CheckModels': { CATALOG_TABLE: 'Catalog', PRICE_STATE_TABLE: 'PriceState' },
      'Breaker/Watch': { CATALOG_TABLE: 'Catalog', PRICE_STATE_TABLE: 'PriceState' },
      'CacheCare/Repair': { PRICE_STATE_TABLE: 'PriceState', ...inCache('repair') },
      'CacheCare/Check': {
        PRICE_STATE_TABLE: 'PriceState',
        LEDGER_TABLE: 'Ledger',
        ...inCache('check'),
        UNDER_WAY_MS: '360000',
      },
      Read: { CATALOG_TABLE: 'Catalog', PRICE_STATE_TABLE: 'PriceState', ...inCache('storefront') },
    });
  });

  it('are in the network only if they use Redis', () => {
    const inside = paths.filter((path) => dev.get(path).Properties.VpcConfig !== undefined);
    expect(inside.sort()).toEqual(['CacheCare/Check', 'CacheCare/Repair', 'Read', 'Tasks/PublishPrice']);
    for (const path of inside)
      expect(dev.read(dev.get(path).Properties.VpcConfig)).toEqual({
        SecurityGroupIds: ['Cache/Clients.GroupId'],
        SubnetIds: ['Vpc/privateSubnet1/Subnet', 'Vpc/privateSubnet2/Subnet'],
      });
  });
});

describe('the schedules', () => {
  it.each([
    ['Upkeep/Sweep', 'rate(1 minute)', 60],
    ['Upkeep/SettleMarks', 'rate(6 hours)', 21_600],
    ['Upkeep/RepriceDue', 'rate(5 minutes)', 300],
    ['Upkeep/CheckModels', 'rate(5 minutes)', 300],
    ['Breaker/Watch', 'rate(1 minute)', 60],
    ['CacheCare/Repair', 'rate(1 minute)', 60],
    ['CacheCare/Check', 'rate(1 hour)', 3600],
  ])('the one of %s calls it at %s and drops a late call', (called, rate, seconds) => {
    const { ScheduleExpression, State, Target } = dev.get(`${called}/Schedule`).Properties;
    expect({ ScheduleExpression, State }).toEqual({ ScheduleExpression: rate, State: 'ENABLED' });
    expect(dev.read(Target)).toMatchObject({
      Arn: `${called}/Aliaslive`,
      RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: seconds },
    });
    expect(dev.get(`${called}/Aliaslive/EventInvokeConfig`).Properties).toMatchObject({
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: seconds,
    });
    expect(dev.get(called).Properties.Timeout).toBeLessThan(seconds);
  });

  it('are those of the jobs in the table, which has a function for each of its names', () => {
    const onAws = Object.values(JOBS).flatMap((job) => ('aws' in job ? [job.aws / 60_000] : []));
    const rates = Object.values(dev.all('AWS::Scheduler::Schedule')).map(({ Properties }) => {
      const [amount = '', unit = ''] = /\d+ \w+/.exec(Properties.ScheduleExpression)?.[0].split(' ') ?? [];
      return Number(amount) * (unit.startsWith('hour') ? 60 : 1);
    });
    expect(rates.sort()).toEqual(onAws.sort());
    expect(Object.keys(JOBS).filter((name) => existsSync(`upkeep/handlers/${name}.ts`))).toEqual(
      Object.entries(JOBS).flatMap(([name, job]) => ('aws' in job ? [name] : [])),
    );
  });

  it('are not the only callers of the repair: events of the cache call it at once', () => {
    expect(dev.read(dev.one('AWS::SNS::Subscription').Properties)).toEqual({
      Protocol: 'lambda',
      TopicArn: 'Cache/Events',
      Endpoint: 'CacheCare/Repair/Aliaslive',
    });
  });

  it('raise an alarm while a policy is paused by its breaker', () => {
    expect(dev.get('Breaker/Tripped').Properties).toMatchObject({
      Namespace: 'Pricewire',
      MetricName: 'TrippedPolicies',
      Dimensions: [{ Name: 'service', Value: 'breaker' }],
      Statistic: 'Maximum',
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      Period: 60,
      TreatMissingData: 'notBreaching',
    });
  });

  it('raise an alarm while a version is in force that one person put where two are required', () => {
    expect(dev.get('Breaker/PutAlone').Properties).toMatchObject({
      MetricName: 'PoliciesPutAlone',
      Dimensions: [{ Name: 'service', Value: 'breaker' }],
      Statistic: 'Maximum',
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  it('raise an alarm when the breaker itself has not run for five minutes', () => {
    expect(dev.get('Breaker/Unwatched').Properties).toMatchObject({
      Namespace: 'Pricewire',
      MetricName: 'TrippedPolicies',
      Dimensions: [{ Name: 'service', Value: 'breaker' }],
      Statistic: 'SampleCount',
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      EvaluationPeriods: 5,
      Period: 60,
      TreatMissingData: 'breaching',
    });
  });

  it('raise an alarm at the first difference', () => {
    expect(dev.get('CacheCare/Differences').Properties).toMatchObject({
      Namespace: 'Pricewire',
      MetricName: 'Differences',
      Dimensions: [{ Name: 'service', Value: 'cache' }],
      Statistic: 'Maximum',
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      Period: 3600,
    });
  });

  it('sweep only rows that no running execution can still be working on', () => {
    const openForMs = Number(dev.get('Upkeep/Sweep').Properties.Environment.Variables.OPEN_FOR_MS);
    const { TimeoutSeconds } = JSON.parse(definitionText());
    expect(openForMs).toBeGreaterThan(TimeoutSeconds * 1000);
  });
});
