import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { configFor } from '../../infra/config.ts';
import { readModel } from '../../infra/model-archive.ts';
import { definitionText, loadDefinition, placeholders } from '../../workflows/definition.ts';
import { synth } from './synth.ts';

const [dev, prod] = [await synth('dev'), await synth('prod')];
const workflow = dev.get('Workflow').Properties;
const MODELS = JSON.stringify(configFor('dev').models.map(readModel));
const inCache = (user: string) => ({
  REDIS_URL: `rediss://pricewire-dev-${user}@Cache/Valkey.PrimaryEndPoint.Address:Cache/Valkey.PrimaryEndPoint.Port`,
  CACHE_NAME: 'Cache/Valkey',
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
      PriceStateTable: 'PriceState',
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

  it('runs as Express and is traced, under a short name, since each record of its log holds it', () => {
    expect(workflow.StateMachineName).toBe('reprice');
    expect(workflow.StateMachineType).toBe('EXPRESS');
    expect(workflow.TracingConfiguration).toEqual({ Enabled: true });
  });

  it('logs every state with its data: the log is the trace', () => {
    expect(dev.read(workflow.LoggingConfiguration)).toEqual({
      Level: 'ALL',
      IncludeExecutionData: true,
      Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: 'WorkflowLogs.Arn' } }],
    });
    expect(dev.get('WorkflowLogs').Properties).toMatchObject({
      LogGroupName: '/aws/vendedlogs/states/pricewire-dev-pipeline',
      RetentionInDays: 7,
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

  it('starts the workflow with the whole event, for a day if need be, and keeps what it could not start', () => {
    expect(dev.read(rule.Targets)).toEqual([
      {
        Id: 'Target0',
        Arn: 'Live/Alias.Arn',
        RoleArn: 'Intake/Role.Arn',
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        DeadLetterConfig: { Arn: 'Undelivered.Arn' },
      },
    ]);
  });

  it('archives the same events', () => {
    const archive = dev.one('AWS::Events::Archive').Properties;
    expect(archive).toMatchObject({ EventPattern: pattern, RetentionDays: 7 });
    expect(dev.read(archive.SourceArn)).toBe('Bus.Arn');
  });
});

describe.each(['DeadLetters', 'Undelivered'])('the queue %s', (path) => {
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
});

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
        'Breaker/Watch',
        'CacheCare/Repair',
        'CacheCare/Check',
        'Read',
      ].sort(),
    );
  });

  it.each(paths)('%s runs Node 24 on arm64, traced, with a log of its own that ends', (path) => {
    const { Properties } = dev.get(path);
    expect(dev.read(Properties)).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogGroup: `${path}Logs` },
    });
    expect(dev.get(`${path}Logs`).Properties.RetentionInDays).toBe(7);
  });

  it.each(paths.filter(stateOf))('%s stops when the workflow stops waiting for it', (path) => {
    expect(dev.get(path).Properties.Timeout).toBe(states[stateOf(path) ?? '']?.TimeoutSeconds);
  });

  it('know the resources that they work on', () => {
    const environments = Object.entries(functions).map(([path, { Properties }]) => [
      path,
      dev.read(Properties.Environment?.Variables ?? {}),
    ]);
    expect(Object.fromEntries(environments)).toEqual({
      'Tasks/ReceiveEvent': { LEDGER_TABLE: 'Ledger' },
      'Tasks/LoadContext': { CATALOG_TABLE: 'Catalog', PRICE_STATE_TABLE: 'PriceState' },
      'Tasks/PredictPrice': { MODELS },
      'Tasks/FallbackPrice': {},
      'Tasks/ApplyGuardrails': {},
      'Tasks/Commit': { LEDGER_TABLE: 'Ledger', PRICE_STATE_TABLE: 'PriceState' },
      'Tasks/PublishPrice': { PRICE_STATE_TABLE: 'PriceState', ...inCache('publish') },
      'Tasks/Close': { LEDGER_TABLE: 'Ledger' },
      'Tasks/DeadLetter': { LEDGER_TABLE: 'Ledger', PRICE_STATE_TABLE: 'PriceState' },
      'Tasks/ChallengePrice': { LEDGER_TABLE: 'Ledger', MODELS },
      'Upkeep/Sweep': {
        LEDGER_TABLE: 'Ledger',
        STATE_MACHINE_ARN: 'Live/Alias.Arn',
        OPEN_FOR_MS: '360000',
        MAX_SWEEPS: '5',
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

  it('have only those that talk to Redis in its network', () => {
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
    ['Upkeep/EveryMinute', 'rate(1 minute)', 'Upkeep/Sweep', 60],
    ['Upkeep/EverySixHours', 'rate(6 hours)', 'Upkeep/SettleMarks', 21_600],
    ['Upkeep/EveryFiveMinutes', 'rate(5 minutes)', 'Upkeep/RepriceDue', 300],
    ['Upkeep/EveryFewMinutes', 'rate(5 minutes)', 'Upkeep/CheckModels', 300],
    ['Breaker/EveryMinute', 'rate(1 minute)', 'Breaker/Watch', 60],
    ['CacheCare/EveryMinute', 'rate(1 minute)', 'CacheCare/Repair', 60],
    ['CacheCare/EveryHour', 'rate(1 hour)', 'CacheCare/Check', 3600],
  ])('%s calls its function and drops a late call', (path, rate, called, seconds) => {
    const { ScheduleExpression, State, Target } = dev.get(path).Properties;
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

  it('are not the only ones to call the repair: what happens to the cache does so at once', () => {
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

  it('raise an alarm when the breaker itself has not looked for five minutes', () => {
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

  it('sweep only what no running execution can still be working on', () => {
    const openForMs = Number(dev.get('Upkeep/Sweep').Properties.Environment.Variables.OPEN_FOR_MS);
    const { TimeoutSeconds } = JSON.parse(definitionText());
    expect(openForMs).toBeGreaterThan(TimeoutSeconds * 1000);
  });
});
