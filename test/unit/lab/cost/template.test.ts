import { describe, expect, it } from 'vitest';
import { deployedIn } from '../../../../lab/cost/template.ts';

const resource = (Type: string, Properties: object, path = '') => ({
  Type,
  Properties,
  Metadata: { 'aws:cdk:path': `Pipeline/${path}/Resource` },
});
const LAMBDA = 'AWS::Lambda::Function';
const RETENTION = { rows: 100, heldEvidence: 30, evidence: 100 };
const FUNCTION = {
  Environment: { Variables: { RETENTION: JSON.stringify(RETENTION) } },
  MemorySize: 512,
  LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN', LogGroup: { Ref: 'CloseLogs' } },
};
const RESOURCES = {
  Machine: resource('AWS::StepFunctions::StateMachine', {
    LoggingConfiguration: {
      Level: 'ALL',
      IncludeExecutionData: true,
      Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: { 'Fn::GetAtt': ['TraceLogs', 'Arn'] } } }],
    },
    DefinitionSubstitutions: { CloseFunction: { Ref: 'CloseVersion' }, BusName: { Ref: 'Bus' } },
  }),
  TraceLogs: resource('AWS::Logs::LogGroup', { LogGroupClass: 'INFREQUENT_ACCESS', RetentionInDays: 90 }),
  CloseVersion: resource('AWS::Lambda::Version', { FunctionName: { Ref: 'CloseFunction' } }),
  CloseFunction: resource(LAMBDA, FUNCTION, 'Tasks/Close'),
  CloseLogs: resource('AWS::Logs::LogGroup', { RetentionInDays: 7 }),
  SweepAlias: resource('AWS::Lambda::Alias', { FunctionName: { Ref: 'SweepFunction' } }),
  SweepFunction: resource(LAMBDA, { LoggingConfig: { LogFormat: 'JSON' } }, 'Upkeep/Sweep'),
  EveryMinute: resource('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'rate(1 minute)',
    Target: { Arn: { Ref: 'SweepAlias' } },
  }),
  OldFunction: resource(LAMBDA, {}, 'Upkeep/Old'),
  EverySixHours: resource('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'rate(6 hours)',
    Target: { Arn: { 'Fn::GetAtt': ['OldFunction', 'Arn'] } },
  }),
  RestartAlias: resource('AWS::Lambda::Alias', { FunctionName: { Ref: 'RestartFunction' } }),
  RestartFunction: resource(LAMBDA, {}, 'Waiting/Restart'),
  Source: resource('AWS::Lambda::EventSourceMapping', {
    FunctionName: { Ref: 'RestartAlias' },
  }),
  Archive: resource('AWS::Events::Archive', { RetentionDays: 90 }),
  Tables: resource('AWS::DynamoDB::GlobalTable', {
    Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
  }),
  One: resource('AWS::CloudWatch::Alarm', {}),
  OfThree: resource('AWS::CloudWatch::Alarm', {
    Metrics: [{ MetricStat: {} }, { MetricStat: {} }, { Expression: 'm1 / m2' }],
  }),
  Cache: resource('AWS::ElastiCache::ReplicationGroup', {
    CacheNodeType: 'cache.m7g.large',
    NumNodeGroups: 1,
    ReplicasPerNodeGroup: 1,
  }),
  Endpoint: resource('AWS::SageMaker::EndpointConfig', {
    ProductionVariants: [{ InstanceType: 'ml.c6i.large', InitialInstanceCount: 2 }],
  }),
};

describe('what the templates set', () => {
  const found = deployedIn([{ Resources: RESOURCES }]);

  it('is how long the ledger keeps events, of which every template must tell', () => {
    expect(found.retention).toEqual(RETENTION);
    const { CloseFunction: _, ...rest } = RESOURCES;
    expect(() => deployedIn([{ Resources: rest }])).toThrow('how long the ledger keeps events');
  });

  it('is found for each function that the workflow calls, behind its version', () => {
    expect(found.functions['Close']).toEqual({
      memoryMb: 512,
      platformLines: 'none',
      infrequentAccess: false,
      retentionDays: 7,
    });
    expect(Object.keys(found.functions).sort()).toEqual([
      'Close',
      'Upkeep/Old',
      'Upkeep/Sweep',
      'Waiting/Restart',
    ]);
  });

  it('is found for what schedules call, behind its alias, with how often', () => {
    expect(found.schedules).toEqual([
      { path: 'Upkeep/Sweep', everyMinutes: 1 },
      { path: 'Upkeep/Old', everyMinutes: 360 },
    ]);
    expect(found.functions['Upkeep/Sweep']?.platformLines).toBe('json');
    expect(found.functions['Upkeep/Old']).toMatchObject({ memoryMb: 128, platformLines: 'text' });
  });

  it('is found for what reads a queue, behind its alias', () => {
    expect(found.readers).toEqual(['Waiting/Restart']);
    expect(found.functions['Waiting/Restart']?.memoryMb).toBe(128);
  });

  it('is found for the trace, the archive and the tables', () => {
    expect(found.trace).toEqual({
      level: 'ALL',
      executionData: true,
      infrequentAccess: true,
      retentionDays: 90,
    });
    expect([found.archiveDays, found.pointInTimeRecovery]).toEqual([90, true]);
  });

  it('counts the metrics of alarms, and the instances with their replicas', () => {
    expect(found.alarmMetrics).toBe(3);
    expect(found.instances).toEqual([
      { what: 'cache', type: 'cache.m7g.large', count: 2 },
      { what: 'model endpoint', type: 'ml.c6i.large', count: 2 },
    ]);
  });

  it("goes by the account's sampling until there is a rule", () => {
    expect(found.sampling).toEqual({ aSecond: 1, share: 0.05 });
    const rule = resource('AWS::XRay::SamplingRule', { SamplingRule: { ReservoirSize: 0, FixedRate: 0.01 } });
    expect(deployedIn([{ Resources: { ...RESOURCES, rule } }]).sampling).toEqual({ aSecond: 0, share: 0.01 });
  });

  it('is refused where nobody knows what it means', () => {
    const cron = resource('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(0 12 * * ? *)',
      Target: { Arn: { Ref: 'SweepAlias' } },
    });
    expect(() => deployedIn([{ Resources: { ...RESOURCES, cron } }])).toThrow(/cron\(0 12/);
    expect(() => deployedIn([{ Resources: {} }])).toThrow(/state machine/);
  });
});
