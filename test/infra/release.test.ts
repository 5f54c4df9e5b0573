import { describe, expect, it } from 'vitest';
import { configFor } from '../../infra/config.ts';
import { TASKS } from '../../tasks/table.ts';
import { type Resource, type Synthesized, synth, synthOf } from './synth.ts';

const [dev, prod] = [await synth('dev'), await synth('prod')];

const KEPT = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
const kept = ({ DeletionPolicy, UpdateReplacePolicy }: Resource) => ({ DeletionPolicy, UpdateReplacePolicy });

describe('a version', () => {
  it('of a function or the workflow is kept when a newer one is deployed, because executions finish on it and aliases roll back to it', () => {
    const versions = ['AWS::Lambda::Version', 'AWS::StepFunctions::StateMachineVersion'].flatMap((type) =>
      Object.values(prod.all(type)),
    );
    expect(versions).toHaveLength(Object.keys(prod.all('AWS::Lambda::Function')).length + 1);
    for (const version of versions) expect(kept(version)).toEqual(KEPT);
  });

  it('of the workflow is published for each revision, and names published functions only', () => {
    expect(prod.read(prod.get('Live/Version').Properties)).toEqual({
      StateMachineArn: 'Workflow',
      StateMachineRevisionId: 'Workflow.StateMachineRevisionId',
    });
    const bindings = prod.read(prod.get('Workflow').Properties.DefinitionSubstitutions) as Record<
      string,
      string
    >;
    const functions = Object.entries(bindings).filter(([name]) => name.endsWith('Function'));
    expect(functions).toHaveLength(Object.keys(TASKS).length);
    for (const [, arn] of functions) expect(prod.get(arn).Type).toBe('AWS::Lambda::Version');
  });

  it('is new where a function has changed, and nowhere else', async () => {
    const config = configFor('prod');
    const changed = await synthOf({
      ...config,
      functions: { ...config.functions, byTask: { commit: { memorySize: 1024 } } },
    });
    const differing = Object.keys(prod.all('AWS::Lambda::Version')).filter(
      (path) => prod.idOf(path) !== changed.idOf(path),
    );
    expect(differing).toEqual(['Tasks/Commit/CurrentVersion']);
    const binding = (app: Synthesized) =>
      app.get('Workflow').Properties.DefinitionSubstitutions.CommitFunction;
    expect(binding(changed)).not.toEqual(binding(prod));
  });
});

describe('a release of the workflow', () => {
  const preference = (app: Synthesized) => app.read(app.get('Live/Alias').Properties.DeploymentPreference);
  const alarms = ['Release/Executions', 'Release/Tasks', 'Release/Model'];

  it('gets a tenth of the events for ten minutes in prod, and is rolled back by alarms', () => {
    expect(preference(prod)).toEqual({
      StateMachineVersionArn: 'Live/Version.Arn',
      Type: 'CANARY',
      Percentage: 10,
      Interval: 10,
      Alarms: alarms,
    });
  });

  it('takes over at once in dev', () => {
    expect(preference(dev)).toEqual({
      StateMachineVersionArn: 'Live/Version.Arn',
      Type: 'ALL_AT_ONCE',
      Alarms: alarms,
    });
  });

  it('moves the alias, by which all executions are started', () => {
    expect(prod.read(prod.get('Intake/Rule').Properties.Targets)).toMatchObject([
      { Arn: 'Live/Alias.Arn' },
      { Arn: 'Reconciliation/Accepted.Arn' },
    ]);
    const { Variables } = prod.get('Upkeep/Sweep').Properties.Environment;
    expect(prod.read(Variables.STATE_MACHINE_ARN)).toBe('Live/Alias.Arn');
  });

  it('is watched by the faults of its own functions', () => {
    const watched = prod
      .get('Release/Tasks')
      .Properties.Metrics.flatMap(({ MetricStat }: { MetricStat?: { Metric: unknown } }) =>
        MetricStat ? [prod.read(MetricStat.Metric)] : [],
      );
    expect(watched).toHaveLength(9);
    for (const { Dimensions } of watched) {
      const [name, resource] = Dimensions.map(({ Value }: { Value: string }) => Value);
      expect(resource).toBe(`${name}:${name}/CurrentVersion.Version`);
    }
  });

  it('is watched by executions that fail, time out or are aborted', () => {
    const metrics = prod
      .get('Release/Executions')
      .Properties.Metrics.flatMap(({ MetricStat }: { MetricStat?: { Metric: { MetricName: string } } }) =>
        MetricStat ? [MetricStat.Metric.MetricName] : [],
      );
    expect(metrics.sort()).toEqual([
      'ExecutionsAborted',
      'ExecutionsFailed',
      'ExecutionsStarted',
      'ExecutionsTimedOut',
    ]);
  });

  it('counts a fault of one task also when the others were never called', () => {
    const [{ Expression } = { Expression: '' }] = prod
      .get('Release/Tasks')
      .Properties.Metrics.filter(({ Expression }: { Expression?: string }) => Expression);
    const faults =
      '(FILL(e0, 0) + FILL(e1, 0) + FILL(e2, 0) + FILL(e3, 0) + FILL(e4, 0) + FILL(e5, 0) + FILL(e6, 0) + FILL(e7, 0))';
    expect(Expression).toBe(`IF(${faults} > 2, 100 * ${faults} / events, 0)`);
  });

  it('stays within the limit of CloudWatch for the metrics of an alarm', () => {
    for (const { Properties } of Object.values(prod.all('AWS::CloudWatch::Alarm')))
      expect(
        (Properties.Metrics ?? []).filter(({ MetricStat }: { MetricStat?: unknown }) => MetricStat).length,
      ).toBeLessThanOrEqual(10);
  });

  it('loses no event when it is bad: events that can not be started wait, open ones are started again', () => {
    expect(prod.read(prod.get('Intake/Rule').Properties.Targets)).toMatchObject([
      {
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        DeadLetterConfig: { Arn: 'Undelivered.Arn' },
      },
      { Arn: 'Reconciliation/Accepted.Arn' },
    ]);
    const { OPEN_FOR_MS, MAX_SWEEPS } = prod.get('Upkeep/Sweep').Properties.Environment.Variables;
    const { minutes = 0 } = configFor('prod').release ?? {};
    // The sweeper retries an event for longer than a bad release can last.
    expect(Number(OPEN_FOR_MS) * Number(MAX_SWEEPS)).toBeGreaterThan(2 * minutes * 60_000);
    expect(prod.one('AWS::Events::Archive').Properties.RetentionDays).toBe(90);
  });
});

describe('a release of the storefront', () => {
  it('moves its alias by CodeDeploy, a tenth first in prod, and rolls back on an alarm', () => {
    const { UpdatePolicy } = prod.get('Read/Aliaslive');
    expect(prod.read(UpdatePolicy)).toMatchObject({
      CodeDeployLambdaAliasUpdate: {
        ApplicationName: 'Gradual/Application',
        DeploymentGroupName: 'Gradual/Group',
      },
    });
    expect(prod.read(prod.get('Gradual/Group').Properties)).toMatchObject({
      DeploymentConfigName: 'Gradual/Steps',
      AlarmConfiguration: {
        Enabled: true,
        Alarms: [{ Name: 'Release/Faults' }, { Name: 'Release/Answers' }],
      },
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: expect.arrayContaining([
          'DEPLOYMENT_FAILURE',
          'DEPLOYMENT_STOP_ON_ALARM',
          'DEPLOYMENT_STOP_ON_REQUEST',
        ]),
      },
    });
    expect(prod.get('Gradual/Steps').Properties.TrafficRoutingConfig).toEqual({
      Type: 'TimeBasedCanary',
      TimeBasedCanary: { CanaryInterval: 10, CanaryPercentage: 10 },
    });
  });

  it('takes over at once in dev', () => {
    expect(dev.get('Gradual/Group').Properties.DeploymentConfigName).toBe(
      'CodeDeployDefault.LambdaAllAtOnce',
    );
  });

  it('is watched by the faults of the new version alone', () => {
    const [errors] = prod
      .get('Release/Faults')
      .Properties.Metrics.flatMap(({ MetricStat }: { MetricStat?: { Metric: unknown } }) =>
        MetricStat ? [prod.read(MetricStat.Metric)] : [],
      );
    expect(errors.Dimensions).toContainEqual({
      Name: 'ExecutedVersion',
      Value: 'Read/CurrentVersion.Version',
    });
    expect(errors.Dimensions).toContainEqual({ Name: 'Resource', Value: 'Read:live' });
  });
});
