import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { GUARDRAILS } from '../../domain/guardrails/index.ts';
import { Outcome } from '../../domain/record/ledger.ts';
import { DIFFERENCES } from '../../domain/record/price-check.ts';
import { type Config, configFor } from '../../infra/config.ts';
import { addStacks, type Stacks } from '../../infra/stacks.ts';
import { CloseInput } from '../../tasks/close.ts';
import { endingMeasures } from '../../tasks/telemetry/ending-measures.ts';
import type { Measured } from '../../tasks/telemetry/measured.ts';
import { rememberedMeasures } from '../../tasks/telemetry/storefront-measures.ts';
import {
  breakerMeasures,
  cacheMeasures,
  modelMeasures,
  reconcileMeasures,
  repairMeasures,
  repriceMeasures,
  settleMeasures,
  standingMeasures,
  sweepMeasures,
  waitingMeasures,
} from '../../upkeep/measures.ts';
import { CONTEXT, type Resource, Synthesized } from './synth.ts';

async function templatesOf(config: Config): Promise<Record<keyof Stacks, ReturnType<Template['toJSON']>>> {
  const app = new App({ context: { ...CONTEXT, 'aws:cdk:bundling-stacks': [] } });
  const stacks = Object.entries(await addStacks(app, config));
  const templates = stacks.map(([name, stack]) => [name, Template.fromStack(stack).toJSON()] as const);
  return Object.fromEntries(templates) as Awaited<ReturnType<typeof templatesOf>>;
}

const stages = {
  dev: await templatesOf(configFor('dev')),
  prod: await templatesOf(configFor('prod')),
};
const dev = new Synthesized(Object.values(stages.dev));
const prod = new Synthesized(Object.values(stages.prod));

interface AlarmOf {
  app: Synthesized;
  stage: string;
  name: string;
  resource: Resource;
}
const alarms = Object.entries(stages).flatMap(([stage, templates]) =>
  Object.values(templates).flatMap(({ Resources }) =>
    (Object.values(Resources) as Resource[])
      .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
      .map(
        (resource): AlarmOf => ({
          app: stage === 'dev' ? dev : prod,
          stage,
          name: resource.Properties.AlarmName,
          resource,
        }),
      ),
  ),
);
const table = alarms.map(({ name, resource, app }) => [name, resource.Properties, app] as const);

const docs = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replace(/\s+/g, '-');
/** The sections on alarms, by the anchor of their heading. */
const sections = new Map(
  docs
    .slice(docs.indexOf('\n## Alarms'), docs.indexOf('\n## Metrics'))
    .split('\n### ')
    .slice(1)
    .map((section) => [slug(section.slice(0, section.indexOf('\n'))), section]),
);
const anchorOf = ({ AlarmDescription = '' }: { AlarmDescription?: string }): string =>
  / See docs\/operations\.md#([\w-]+)$/.exec(AlarmDescription)?.[1] ?? 'none';

describe('every alarm', () => {
  it('exists in both stages', () => {
    expect(alarms.filter(({ stage }) => stage === 'dev').length).toBeGreaterThan(35);
    expect(alarms.filter(({ stage }) => stage === 'prod').length).toBeGreaterThan(35);
  });

  it.each(table)(
    '%s notifies the one topic when it is raised and when it is over',
    (_, { AlarmActions, OKActions }, app) => {
      const told = [AlarmActions, OKActions].map((actions) => app.read(actions));
      expect(told).toEqual([['Alarms'], ['Alarms']]);
    },
  );

  it.each(table)('%s describes the event and what to do, in a sentence or two', (_, { AlarmDescription }) => {
    expect(AlarmDescription).toMatch(/^[A-Z].{30,}[.] See docs\/operations\.md#[\w-]+$/);
    expect(AlarmDescription).toMatch(/:|[.] [A-Z].*[.] See/);
    // The limit of CloudWatch.
    expect(AlarmDescription.length).toBeLessThan(1024);
  });

  it.each(table)(
    '%s has a section in docs/operations.md: what it means, what to look at, what to do',
    (_, of) => {
      const section = sections.get(anchorOf(of)) ?? '';
      for (const part of ['**Means** ', '**Look at** ', '**Do** ']) expect(section).toContain(`\n\n${part}`);
    },
  );

  it.each(table)('%s has a name with stage, part and promise', (name, _) => {
    expect(name).toMatch(/^pricewire-[\w-]+-[A-Z]\w+$/);
  });

  it('has a name of its own', () => {
    const names = alarms.map(({ stage, name }) => `${stage} ${name}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

it('docs/operations.md has no section on an unknown alarm', () => {
  const used = new Set(alarms.map(({ resource }) => anchorOf(resource.Properties)));
  expect([...sections.keys()].filter((section) => !used.has(section))).toEqual([]);
});

describe('the promises', () => {
  const alarm = (path: string) => prod.get(path).Properties;
  const metricOf = ({
    MetricName,
    Dimensions,
    Statistic,
    ExtendedStatistic,
    Period,
  }: Resource['Properties']) => ({
    metric: MetricName,
    of: Object.fromEntries(
      (Dimensions ?? []).map(({ Name, Value }: { Name: string; Value: unknown }) => [Name, prod.read(Value)]),
    ),
    by: Statistic ?? ExtendedStatistic,
    period: Period,
  });

  it.each([
    ['DeadLetters', 'DeadLetters.QueueName'],
    ['Undelivered', 'Undelivered.QueueName'],
  ])('no letter is in %s', (id, QueueName) => {
    expect(metricOf(alarm(`Events/${id}`))).toEqual({
      metric: 'ApproximateNumberOfMessagesVisible',
      of: { QueueName },
      by: 'Maximum',
      period: 60,
    });
    expect(alarm(`Events/${id}`)).toMatchObject({ Threshold: 0, EvaluationPeriods: 1 });
  });

  it('no event is lost on its way from the bus', () => {
    expect(alarm('Events/DeliveryLost')).toMatchObject({
      Namespace: 'AWS/Events',
      MetricName: 'InvocationsFailedToBeSentToDlq',
      Threshold: 0,
    });
    expect(metricOf(alarm('Events/DeliveryLost')).of).toEqual({
      EventBusName: 'Bus',
      RuleName: 'Intake/Rule',
    });
  });

  it('no accepted event is without a row', () => {
    expect(metricOf(alarm('Events/NotInLedger'))).toMatchObject({
      metric: 'Missing',
      of: { service: 'accepted' },
      by: 'Sum',
    });
    expect(alarm('Events/NotInLedger')).toMatchObject({ Threshold: 0, EvaluationPeriods: 1 });
  });

  it('every accepted event is looked up, and soon', () => {
    const { DelaySeconds } = prod.get('Reconciliation/Accepted').Properties;
    const { HOLD_SECONDS } = prod.get('Reconciliation/Reconcile').Properties.Environment.Variables;
    const EVERY_SECONDS = 600;
    expect(metricOf(alarm('Events/AcceptedBehind'))).toMatchObject({
      metric: 'ApproximateAgeOfOldestMessage',
      of: { QueueName: 'Reconciliation/Accepted.QueueName' },
      by: 'Maximum',
    });
    // SQS excludes a message from the age after three receives, so the second failed run raises the alarm, not the first.
    const { Threshold } = alarm('Events/AcceptedBehind');
    expect(Threshold).toBeGreaterThan(DelaySeconds + EVERY_SECONDS);
    expect(Threshold).toBeLessThan(DelaySeconds + 2 * Number(HOLD_SECONDS));
    const { Metrics, ...failing } = alarm('Events/ReconcileFails');
    expect(failing).toMatchObject({ Threshold: 50, EvaluationPeriods: 1 });
    expect(Metrics[0].Expression).toBe('IF(runs > 0, 100 * faults / runs, 0)');
    for (const { MetricStat } of Metrics.slice(1))
      expect(prod.read(MetricStat.Metric.Dimensions)).toEqual([
        { Name: 'FunctionName', Value: 'Reconciliation/Reconcile' },
      ]);
  });

  it('no event is open for longer than two restarts take', () => {
    const { openFor } = configFor('prod').sweep;
    expect(metricOf(alarm('Events/OpenTooLong'))).toMatchObject({
      metric: 'OldestOpen',
      of: { service: 'sweeper' },
      by: 'Maximum',
    });
    expect(alarm('Events/OpenTooLong').Threshold).toBeGreaterThan(2 * openFor.toSeconds());
  });

  it('all but one price in a hundred are live within seconds', () => {
    expect(metricOf(alarm('Events/Latency'))).toMatchObject({
      metric: 'EventToPublish',
      of: { service: 'events' },
      by: 'p99',
    });
    expect(alarm('Events/Latency')).toMatchObject({
      Threshold: 3000,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 3,
    });
  });

  it('the model decides if it has enough data', () => {
    const { Metrics, Threshold } = alarm('Events/Fallback');
    expect(Threshold).toBe(20);
    expect(Metrics[0].Expression).toBe(
      'IF(asked >= 20, 100 * (fallbacks - FILL(unsold, 0) - FILL(bounded, 0)) / asked, 0)',
    );
    expect(
      Metrics.slice(1).map(({ Id, MetricStat }: Resource['Properties']) => [
        Id,
        MetricStat.Metric.MetricName,
        MetricStat.Stat,
      ]),
    ).toEqual([
      ['asked', 'Fallback', 'SampleCount'],
      ['fallbacks', 'Fallback', 'Sum'],
      ['unsold', 'Fallback.NoDemandSignal', 'Sum'],
      ['bounded', 'Fallback.NoCandidates', 'Sum'],
    ]);
  });

  it('no price stays in force long after it is due', () => {
    expect(metricOf(alarm('Events/Overdue'))).toMatchObject({ metric: 'LongestOverdue', by: 'Maximum' });
    expect(alarm('Events/Overdue').Threshold).toBe(1800);
  });

  it.each([
    ['Failed', 'ExecutionsFailed', 5],
    ['TimedOut', 'ExecutionsTimedOut', 0],
    ['Aborted', 'ExecutionsAborted', 0],
    ['Throttled', 'ExecutionThrottled', 0],
  ])('executions: %s', (id, metric, threshold) => {
    const of = alarm(`Executions/${id}`);
    expect(metricOf(of)).toEqual({ metric, of: { StateMachineArn: 'Workflow' }, by: 'Sum', period: 300 });
    expect(of).toMatchObject({ Threshold: threshold, ComparisonOperator: 'GreaterThanThreshold' });
  });

  it('no function is throttled', () => {
    expect(metricOf(alarm('Throttled/Functions'))).toEqual({
      metric: 'Throttles',
      of: {},
      by: 'Sum',
      period: 60,
    });
  });

  it.each([
    ['Catalog', 2],
    ['PriceState', 2],
    ['Ledger', 8],
  ])('the table %s is not throttled, nor an index of it', (id, metrics) => {
    const { Metrics } = alarm(`Throttled/${id}`);
    expect(Metrics).toHaveLength(metrics + 1);
    for (const { MetricStat } of Metrics.slice(1))
      expect(prod.read(MetricStat.Metric.Dimensions)).toContainEqual({ Name: 'TableName', Value: id });
  });

  it.each([
    ['Memory', 'DatabaseMemoryUsagePercentage', 75],
    ['Evictions', 'Evictions', 0],
    ['Cpu', 'EngineCPUUtilization', 80],
  ])('no node of the cache lacks %s', (id, metric, threshold) => {
    const { Metrics, Threshold } = alarm(`Cache/${id}`);
    const nodes = Metrics.slice(1).map(({ MetricStat }: Resource['Properties']) => [
      MetricStat.Metric.MetricName,
      prod.read(MetricStat.Metric.Dimensions[0].Value),
    ]);
    expect(nodes).toEqual([
      [metric, 'Cache/Valkey-001'],
      [metric, 'Cache/Valkey-002'],
    ]);
    expect(Threshold).toBe(threshold);
  });

  it('readers get a fast answer', () => {
    expect(alarm('Storefront/Faults')).toMatchObject({
      Threshold: 1,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 3,
    });
    expect(metricOf(alarm('Storefront/Latency'))).toMatchObject({ metric: 'Latency', by: 'p99' });
    expect(alarm('Storefront/Latency').Threshold).toBe(500);
  });

  it('every schedule is watched: silence is an alarm, and so is a function that only fails', () => {
    const schedules = Object.values(prod.all('AWS::Scheduler::Schedule')).map(({ Properties }) => {
      const { Arn } = prod.read(Properties.Target) as { Arn: string };
      const [amount = '', unit = ''] = /\d+ \w+/.exec(Properties.ScheduleExpression)?.[0].split(' ') ?? [];
      const seconds = Number(amount) * (unit.startsWith('minute') ? 60 : 3600);
      return [Arn.split('/')[1], seconds] as const;
    });
    expect(schedules.length).toBeGreaterThanOrEqual(8);
    for (const [called, seconds] of schedules) {
      const { Metrics, ...of } = alarm(`Schedules/${called}`);
      expect(of).toMatchObject({
        Threshold: 1,
        ComparisonOperator: 'LessThanThreshold',
        EvaluationPeriods: 3,
        TreatMissingData: 'breaching',
      });
      expect(Metrics[0].Expression).toBe('FILL(runs, 0) - FILL(faults, 0)');
      expect(Metrics.slice(1).map(({ MetricStat }: Resource['Properties']) => MetricStat.Period)).toEqual([
        seconds,
        seconds,
      ]);
    }
  });

  it('a limit of dev does not apply to prod', () => {
    expect(dev.get('Events/Latency').Properties.Threshold).toBe(10_000);
    expect(dev.get('Events/Fallback').Properties.Threshold).toBe(50);
  });
});

/** Every metric that a task can emit, as `service name`. */
function emitted(): Set<string> {
  const closing = (outcome: Outcome, changes: object = {}) =>
    endingMeasures(
      CloseInput.parse({
        eventId: 'e1',
        acceptedAt: '2026-11-22T12:00:00.000Z',
        ending: { outcome, reason: 'UnknownProduct: no', revision: 2 },
        publication: null,
        ...changes,
      }),
      { closed: true },
    );
  const judged = {
    source: 'rules',
    guardrails: GUARDRAILS.flatMap(({ name }) =>
      ['clamp', 'yield', 'hold', 'reject'].map((verdict) => `${name}.${verdict}`),
    ),
  };
  const at = '2026-11-22T12:00:01.000Z';
  const all: (Measured | undefined)[] = [
    ...Outcome.options.map((outcome) => closing(outcome)),
    closing('priced', {
      publication: { status: 'published', at },
      judged: { ...judged, fallbackReason: 'NoCandidates: none' },
    }),
    closing('priced', {
      publication: { status: 'overtaken', at },
      judged: { ...judged, fallbackReason: 'NoDemandSignal: none' },
    }),
    sweepMeasures(undefined, { restarted: 0, givenUp: 0, open: 0 }),
    waitingMeasures(undefined, { batchItemFailures: [], restarted: 0 }),
    reconcileMeasures({ checked: 0, kept: [], missing: [], unreadable: [] }),
    repriceMeasures(undefined, { repriced: 0, due: 0, longestOverdueMs: 0 }),
    settleMeasures(undefined, { settled: 0 }),
    repairMeasures(undefined, { published: 0, discarded: 0 }),
    cacheMeasures({
      checked: 0,
      differences: Object.fromEntries(Object.keys(DIFFERENCES).map((kind) => [kind, 1])),
    }),
    modelMeasures({ model: 'demand@1', products: 1, soldUnits: 1, expectedUnits: 1, at }),
    standingMeasures([]),
    breakerMeasures({ tripped: [], pausedByBreaker: [], alone: [], unreadable: [] }),
    rememberedMeasures(1000),
  ];
  return new Set(
    all.flatMap((measured) => {
      const { service = '', counts, milliseconds, seconds, ratios } = measured ?? {};
      return Object.keys({ ...counts, ...milliseconds, ...seconds, ...ratios }).map(
        (name) => `${service} ${name}`,
      );
    }),
  );
}

describe('the metrics', () => {
  const known = emitted();

  it('of the alarms are emitted', () => {
    const watched = alarms
      .flatMap(({ resource: { Properties } }) => [
        Properties,
        ...(Properties.Metrics ?? []).flatMap(
          ({ MetricStat }: Resource['Properties']) => MetricStat?.Metric ?? [],
        ),
      ])
      .filter(({ Namespace }) => Namespace === 'Pricewire')
      .map(({ MetricName, Dimensions }) => `${Dimensions[0].Value} ${MetricName}`);
    expect(watched.length).toBeGreaterThan(8);
    expect(watched.filter((metric) => !known.has(metric))).toEqual([]);
  });

  it('are all explained in docs/operations.md', () => {
    const names = [...known].map((metric) => metric.split(' ')[1] ?? '');
    const plain = names.filter((name) => !name.includes('.'));
    const kinds = new Set(names.filter((name) => name.includes('.')).map((name) => `${name.split('.')[0]}.`));
    for (const name of plain) expect(docs).toContain(`\`${name}\``);
    for (const kind of kinds) expect(docs).toContain(`\`${kind}`);
  });

  it('reach CloudWatch: every function with metrics has a log class that supports them', () => {
    const MEASURING = [
      'Read',
      'Tasks/Close',
      'Upkeep/Sweep',
      'Waiting/Restart',
      'Reconciliation/Reconcile',
      'Upkeep/SettleMarks',
      'Upkeep/RepriceDue',
      'Upkeep/CheckModels',
      'Breaker/Watch',
      'CacheCare/Repair',
      'CacheCare/Check',
    ];
    for (const app of [dev, prod]) {
      for (const path of MEASURING) {
        const { ApplicationLogLevel = 'INFO' } = app.get(path).Properties.LoggingConfig;
        const { LogGroupClass = 'STANDARD' } = app.get(`${path}Logs`).Properties;
        expect({ path, LogGroupClass }).toEqual({ path, LogGroupClass: 'STANDARD' });
        expect(['TRACE', 'DEBUG', 'INFO']).toContain(ApplicationLogLevel);
      }
    }
  });
});

describe('the dashboard', () => {
  const { DashboardName, DashboardBody } = prod.get('Dashboard').Properties;
  const body = JSON.parse(String(prod.read(DashboardBody)));
  const metrics: unknown[][] = body.widgets.flatMap(
    ({ properties }: Resource['Properties']) => properties.metrics ?? [],
  );
  const text = JSON.stringify(body);

  it('is named after its stage, and begins with the state of every alarm', () => {
    expect(DashboardName).toBe('pricewire-prod');
    const [{ type, properties }] = body.widgets;
    const names = properties.alarms.map((arn: string) => arn.split(':alarm:')[1]);
    const ofProd = alarms.filter(({ stage }) => stage === 'prod').map(({ name }) => name);
    expect(type).toBe('alarm');
    expect(names.sort()).toEqual(ofProd.sort());
  });

  it('shows every metric that is emitted, by name or by its kind', () => {
    const searched = ['Fallback', 'Guardrail', 'DeadLettered', 'Differences'];
    const missing = [...emitted()].filter((metric) => {
      const [service = '', name = ''] = metric.split(' ');
      const kind = name.split('.')[0] ?? '';
      const shown = metrics.some(
        (each) => each[0] === 'Pricewire' && each[1] === name && each.includes(service),
      );
      return (
        !shown && !(searched.includes(kind) && text.includes(`MetricName=${kind}'`)) && service !== 'models'
      );
    });
    // The number of products is not shown.
    expect(missing).toEqual(['cache ProductsChecked']);
    expect(text).toContain('Calibration');
  });

  it('shows no other', () => {
    const shown = metrics
      .filter(([namespace]) => namespace === 'Pricewire')
      .map(([, name, , service]) => `${service} ${name}`);
    expect(shown.filter((metric) => !emitted().has(metric))).toEqual([]);
  });
});

describe('the topic of alarms', () => {
  it('is encrypted with a key that CloudWatch may use for alarms of this account, and refuses requests without TLS', () => {
    expect(prod.read(prod.get('Alarms').Properties.KmsMasterKeyId)).toBe('AlarmsKey.Arn');
    const { EnableKeyRotation, KeyPolicy } = prod.get('AlarmsKey').Properties;
    const fromHere = { StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' } };
    const cloudWatch = {
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: fromHere,
    };
    expect(EnableKeyRotation).toBe(true);
    expect(prod.read(KeyPolicy.Statement)).toContainEqual({
      ...cloudWatch,
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
    });
    const statements = prod.read(prod.get('Alarms/Policy').Properties.PolicyDocument.Statement) as object[];
    expect(statements).toContainEqual(expect.objectContaining({ ...cloudWatch, Action: 'sns:Publish' }));
    expect(statements).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Principal: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
    expect(statements).toHaveLength(2);
  });

  it('e-mails the addresses of the configuration', async () => {
    const config = configFor('dev');
    const emails = ['night@shop.example', 'day@shop.example'];
    const { alerts } = await templatesOf({ ...config, alarms: { ...config.alarms, emails } });
    const told = Object.values(new Synthesized([alerts]).all('AWS::SNS::Subscription'));
    expect(told.map(({ Properties }) => [Properties.Protocol, Properties.Endpoint])).toEqual(
      emails.map((email) => ['email', email]),
    );
  });
});

describe('the low-stock notice', () => {
  const lowStock = new Synthesized([stages.prod.lowStock]);

  it('is sent for a low stock, by a rule of its own on the bus', () => {
    const { EventBusName, EventPattern, Targets } = lowStock.one('AWS::Events::Rule').Properties;
    expect(EventBusName).toBe('pricewire');
    expect(EventPattern).toEqual({
      source: ['inventory'],
      'detail-type': ['InventoryChanged'],
      detail: { stock: [{ numeric: ['<=', 5] }] },
    });
    expect(lowStock.read(Targets)).toMatchObject([
      {
        Arn: 'LowStock/Notices',
        RoleArn: 'LowStock/Role.Arn',
        DeadLetterConfig: { Arn: 'LowStock/Undelivered.Arn' },
        InputTransformer: {
          InputTemplate: '"Product <detail-productId> is low: its stock is <detail-stock>."',
        },
      },
    ]);
  });

  it('is one more subscriber: nothing of the pipeline is in it, and nothing of it in the pipeline', () => {
    const imports = JSON.stringify(stages.prod.lowStock).match(/Fn::ImportValue":"[^"]+/g) ?? [];
    expect(imports.filter((name) => !name.includes('-alerts:'))).toEqual([]);
    expect(JSON.stringify(stages.prod.pipeline)).not.toMatch(/low-?stock/i);
  });

  it('goes to a topic that is encrypted and accepts only messages of its rule', () => {
    expect(lowStock.read(lowStock.get('LowStock/Notices').Properties.KmsMasterKeyId)).toBe(
      'LowStock/NoticesKey.Arn',
    );
    const { Statement } = lowStock.get('LowStock/Notices/Policy').Properties.PolicyDocument;
    expect(Statement.map(({ Effect }: { Effect: string }) => Effect)).toEqual(['Deny']);
    const granted = lowStock.one('AWS::IAM::Policy').Properties.PolicyDocument.Statement;
    expect(lowStock.read(granted)).toEqual([
      {
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: 'LowStock/NoticesKey.Arn',
      },
      { Effect: 'Allow', Action: 'sns:Publish', Resource: 'LowStock/Notices' },
    ]);
  });
});
