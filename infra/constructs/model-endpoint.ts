import { Duration, Stack } from 'aws-cdk-lib';
import { PredefinedMetric, ScalableTarget, ServiceNamespace } from 'aws-cdk-lib/aws-applicationautoscaling';
import { type Alarm, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type LogGroupProps } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { CfnEndpoint, CfnEndpointConfig, CfnModel } from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import type { ModelDeployment } from '../config.ts';
import { RunbookAlarm } from './runbook-alarm.ts';

export interface ModelEndpointProps {
  endpointName: string;
  image: string;
  /** Path of a model.tar.gz with one model file. */
  archive: string;
  deployment: ModelDeployment;
  logs: Omit<LogGroupProps, 'logGroupName'>;
}

/** It keeps its name over all versions: scaling hangs on it, and can't follow a variant that goes away. */
const VARIANT = 'AllTraffic';
/** Slower than this, the model takes too much of an event's second. */
const SLOW_MS = 100;

/** One XGBoost model behind a SageMaker endpoint, that scales by its load, and goes back to the version before when a new one fails. */
export class ModelEndpoint extends Construct {
  constructor(scope: Construct, id: string, props: ModelEndpointProps) {
    super(scope, id);
    const { endpointName, deployment } = props;
    const model = this.model(props);
    const config = new CfnEndpointConfig(this, 'Config', {
      productionVariants: [
        {
          variantName: VARIANT,
          modelName: model.attrModelName,
          instanceType: deployment.instanceType,
          initialInstanceCount: deployment.instances.least,
          initialVariantWeight: 1,
        },
      ],
    });
    const alarms = this.alarms(endpointName);
    const endpoint = new CfnEndpoint(this, 'Endpoint', {
      endpointName,
      endpointConfigName: config.attrEndpointConfigName,
      deploymentConfig: {
        blueGreenUpdatePolicy: {
          trafficRoutingConfiguration: routing(deployment),
          terminationWaitInSeconds: 300,
          maximumExecutionTimeoutInSeconds: 3600,
        },
        autoRollbackConfiguration: { alarms: alarms.map(({ alarmName }) => ({ alarmName })) },
      },
      // Scaling changes the number of instances; a deployment keeps what it finds.
      retainAllVariantProperties: true,
    });
    this.scale(endpointName, deployment).node.addDependency(endpoint);
  }

  private model({ endpointName, image, archive, logs }: ModelEndpointProps): CfnModel {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('sagemaker.amazonaws.com') });
    const logGroup = new LogGroup(this, 'Logs', {
      ...logs,
      logGroupName: `/aws/sagemaker/Endpoints/${endpointName}`,
    });
    logGroup.grantWrite(role);
    const data = new Asset(this, 'Archive', { path: archive });
    Grant.addToPrincipal({
      grantee: role,
      actions: ['s3:GetObject'],
      resourceArns: [data.bucket.arnForObjects(data.s3ObjectKey)],
    });
    const model = new CfnModel(this, 'Model', {
      executionRoleArn: role.roleArn,
      primaryContainer: { image, modelDataUrl: data.s3ObjectUrl },
      // It answers requests and has no business on any network.
      enableNetworkIsolation: true,
    });
    model.node.addDependency(role);
    return model;
  }

  private alarms(endpointName: string): Alarm[] {
    const dimensionsMap = { EndpointName: endpointName, VariantName: VARIANT };
    const metric = (metricName: string, statistic: string) =>
      new Metric({
        namespace: 'AWS/SageMaker',
        metricName,
        dimensionsMap,
        statistic,
        period: Duration.minutes(1),
      });
    const alarm = (id: string, of: Metric, threshold: number, says: string) =>
      new RunbookAlarm(this, id, {
        alarmName: `${endpointName}-${id}`,
        says,
        section: `model-${id.toLowerCase()}`,
        metric: of,
        threshold,
        evaluationPeriods: 5,
        datapointsToAlarm: 3,
      });
    return [
      alarm(
        'Faults',
        metric('Invocation5XXErrors', Stats.SUM),
        0,
        'The model fails, and prices come from rules: the log of its endpoint says why.',
      ),
      alarm(
        'Refusals',
        metric('Invocation4XXErrors', Stats.SUM),
        0,
        'The model refuses what it is asked: compare the contract of the artifact with the model that is deployed.',
      ),
      // The metric is in microseconds.
      alarm(
        'Slow',
        metric('ModelLatency', Stats.p(99)),
        SLOW_MS * 1000,
        `The model takes over ${SLOW_MS} ms: see whether its instances are busy, and scale.`,
      ),
    ];
  }

  private scale(endpointName: string, { instances, invocationsAMinute }: ModelDeployment): ScalableTarget {
    const target = new ScalableTarget(this, 'Scaling', {
      serviceNamespace: ServiceNamespace.SAGEMAKER,
      resourceId: `endpoint/${endpointName}/variant/${VARIANT}`,
      scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
      minCapacity: instances.least,
      maxCapacity: instances.most,
      role: Role.fromRoleArn(
        this,
        'ScalingRole',
        Stack.of(this).formatArn({
          service: 'iam',
          region: '',
          resource: 'role',
          resourceName:
            'aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint',
        }),
      ),
    });
    target.scaleToTrackMetric('Load', {
      predefinedMetric: PredefinedMetric.SAGEMAKER_VARIANT_INVOCATIONS_PER_INSTANCE,
      targetValue: invocationsAMinute,
      scaleInCooldown: Duration.minutes(5),
      scaleOutCooldown: Duration.minutes(1),
    });
    return target;
  }
}

// A canary takes an instance of its own; where there is only one, all go at once.
const routing = ({ instances }: ModelDeployment) =>
  instances.least === 1
    ? { type: 'ALL_AT_ONCE', waitIntervalInSeconds: 300 }
    : {
        type: 'CANARY',
        canarySize: { type: 'INSTANCE_COUNT', value: 1 },
        waitIntervalInSeconds: 300,
      };
