import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type Config, configFor } from '../../infra/config.ts';
import { readModel, writeArchive } from '../../infra/model-archive.ts';
import { synth, synthOf } from './synth.ts';

const [dev, prod] = [await synth('dev'), await synth('prod')];

/** Limit of a Lambda function's environment, all names and values together. */
const ENVIRONMENT_BYTES = 4096;

describe('the model', () => {
  it('is served by the XGBoost version that wrote it, cut off from any network', () => {
    const { PrimaryContainer, EnableNetworkIsolation } = dev.get('Live/Model').Properties;
    expect(EnableNetworkIsolation).toBe(true);
    expect(JSON.stringify(PrimaryContainer.Image)).toContain('sagemaker-xgboost:1.7-1');
  });

  it('is passed as a URL with the suffix that SageMaker documents', () => {
    const { ModelDataUrl, ModelDataSource } = dev.get('Live/Model').Properties.PrimaryContainer;
    expect(ModelDataUrl['Fn::Sub']).toMatch(/^s3:\/\/.*\/[0-9a-f]{64}\.tar\.gz$/);
    expect(ModelDataSource).toBeUndefined();
  });

  it('is passed as a source that names its compression if the stage is configured so', async () => {
    const config: Config = configFor('dev');
    const [{ deploy, ...model }] = config.models;
    if (deploy === undefined) throw new Error('dev deploys no model');
    const app = await synthOf({
      ...config,
      models: [{ ...model, deploy: { ...deploy, modelData: 'source' } }],
    });
    const { PrimaryContainer } = app.get('Live/Model').Properties;
    expect(PrimaryContainer).not.toHaveProperty('ModelDataUrl');
    expect(PrimaryContainer).toMatchObject({
      ModelDataSource: {
        S3DataSource: {
          S3Uri: dev.get('Live/Model').Properties.PrimaryContainer.ModelDataUrl,
          S3DataType: 'S3Object',
          CompressionType: 'Gzip',
        },
      },
    });
  });

  it('is one file in its archive', async () => {
    for (const model of configFor('prod').models) {
      const listed = execFileSync('tar', ['tzf', await writeArchive(model)], { encoding: 'utf8' });
      expect(listed).toBe('model.json\n');
    }
  });

  it('has its endpoint under the name that the tasks ask', () => {
    for (const [stage, app] of [
      ['dev', dev],
      ['prod', prod],
    ] as const)
      expect(app.get('Live/Endpoint').Properties.EndpointName).toBe(configFor(stage).models[0].endpoint);
  });

  it('rolls back when the new version fails', () => {
    const { DeploymentConfig } = prod.get('Live/Endpoint').Properties;
    const alarms = Object.values(prod.all('AWS::CloudWatch::Alarm')).map(
      ({ Properties }) => Properties.AlarmName,
    );
    const rollback = DeploymentConfig.AutoRollbackConfiguration.Alarms.map((each: { AlarmName: unknown }) =>
      prod.read(each.AlarmName),
    );
    expect(rollback).toEqual(['Live/Faults', 'Live/Refusals', 'Live/Slow']);
    expect(alarms.filter((name) => String(name).startsWith('pricewire-demand-'))).toHaveLength(3);
    expect(DeploymentConfig.BlueGreenUpdatePolicy.TrafficRoutingConfiguration).toMatchObject({
      Type: 'CANARY',
    });
  });

  it('scales by its load, within bounds', () => {
    expect(prod.get('Live/Scaling').Properties).toMatchObject({
      MinCapacity: 2,
      MaxCapacity: 10,
      ServiceNamespace: 'sagemaker',
      ResourceId: 'endpoint/pricewire-demand/variant/AllTraffic',
      ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    });
    expect(prod.get('Live/Scaling/Load').Properties.TargetTrackingScalingPolicyConfiguration).toMatchObject({
      TargetValue: 3000,
      PredefinedMetricSpecification: {
        PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance',
      },
    });
    // A deployment keeps the number of instances that scaling has set.
    expect(prod.get('Live/Endpoint').Properties.RetainAllVariantProperties).toBe(true);
    expect(prod.get('Live/Config').Properties.ProductionVariants).toMatchObject([
      { VariantName: 'AllTraffic', InitialInstanceCount: 2 },
    ]);
  });

  it('fits with its contract into the environment of a function', () => {
    for (const stage of ['dev', 'prod'])
      expect(JSON.stringify(configFor(stage).models.map(readModel)).length).toBeLessThan(
        ENVIRONMENT_BYTES - 1000,
      );
  });
});
