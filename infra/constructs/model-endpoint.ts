import { AssetStaging, Duration, FileAssetPackaging, Stack } from 'aws-cdk-lib';
import { PredefinedMetric, ScalableTarget, ServiceNamespace } from 'aws-cdk-lib/aws-applicationautoscaling';
import { type Alarm, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type LogGroupProps } from 'aws-cdk-lib/aws-logs';
import { CfnEndpoint, CfnEndpointConfig, CfnModel } from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import type { ModelDeployment } from '../config.ts';
import type { ModelImage } from '../xgboost-images.ts';
import { acknowledge } from './acknowledge.ts';
import { RunbookAlarm } from './runbook-alarm.ts';

export interface ModelEndpointProps {
  endpointName: string;
  image: ModelImage;
  /** Path of a model.tar.gz with one model file. */
  archive: string;
  deployment: ModelDeployment;
  logs: Omit<LogGroupProps, 'logGroupName'>;
}

/** Fixed over all versions: the scaling target refers to it and can't follow another variant. */
const VARIANT = 'AllTraffic';
/** Latency above which the model takes too much of an event's second. */
const SLOW_MS = 100;

/** One XGBoost model behind a SageMaker endpoint. It scales by load, and a deployment that fails is rolled back. */
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
      // Scaling changes the number of instances; a deployment must not reset it.
      retainAllVariantProperties: true,
    });
    this.scale(endpointName, deployment).node.addDependency(endpoint);
  }

  private model(props: ModelEndpointProps): CfnModel {
    const { image, deployment } = props;
    const data = this.archive(props.archive);
    const role = this.role(props, data.arn);
    const model = new CfnModel(this, 'Model', {
      executionRoleArn: role.roleArn,
      primaryContainer: {
        image: image.uri,
        ...(deployment.modelData === 'url'
          ? { modelDataUrl: data.url }
          : {
              modelDataSource: {
                s3DataSource: { s3Uri: data.url, s3DataType: 'S3Object', compressionType: 'Gzip' },
              },
            }),
      },
      // The model only answers requests and needs no network.
      enableNetworkIsolation: true,
    });
    model.node.addDependency(role);
    return model;
  }

  /** The permissions that SageMaker's guide lists for CreateModel, narrowed to these resources. */
  private role({ endpointName, image, logs }: ModelEndpointProps, archiveArn: string): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('sagemaker.amazonaws.com') });
    const logGroup = new LogGroup(this, 'Logs', {
      ...logs,
      logGroupName: `/aws/sagemaker/Endpoints/${endpointName}`,
    });
    logGroup.grantWrite(role);
    logGroup.grant(role, 'logs:CreateLogGroup', 'logs:DescribeLogStreams');
    const grant = (resourceArns: string[], ...actions: string[]) =>
      Grant.addToPrincipal({ grantee: role, actions, resourceArns });
    grant([archiveArn], 's3:GetObject');
    grant(
      [image.repositoryArn],
      'ecr:BatchCheckLayerAvailability',
      'ecr:GetDownloadUrlForLayer',
      'ecr:BatchGetImage',
    );
    grant(['*'], 'ecr:GetAuthorizationToken', 'cloudwatch:PutMetricData');
    acknowledge(
      role,
      'IAM5[Resource::*]',
      'ECR logins and metrics have no resources. A test ensures that the role has no other calls on *.',
    );
    return role;
  }

  // CDK shortens the suffix of an asset, and `ModelDataUrl` requires .tar.gz (aws/aws-cdk#30257).
  private archive(sourcePath: string): { url: string; arn: string } {
    const stack = Stack.of(this);
    const staged = new AssetStaging(this, 'Archive', { sourcePath });
    const { bucketName, objectKey, s3ObjectUrl } = stack.synthesizer.addFileAsset({
      packaging: FileAssetPackaging.FILE,
      sourceHash: `${staged.assetHash}.tar`,
      fileName: staged.relativeStagedPath(stack),
      displayName: 'Model archive',
    });
    const arn = stack.formatArn({
      service: 's3',
      region: '',
      account: '',
      resource: bucketName,
      resourceName: objectKey,
    });
    return { url: s3ObjectUrl, arn };
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
        'The model fails, and prices come from the rules: see the log of its endpoint.',
      ),
      alarm(
        'Refusals',
        metric('Invocation4XXErrors', Stats.SUM),
        0,
        'The model refuses requests: compare the contract of the artifact with the deployed model.',
      ),
      // The metric is in microseconds.
      alarm(
        'Slow',
        metric('ModelLatency', Stats.p(99)),
        SLOW_MS * 1000,
        `The model takes over ${SLOW_MS} ms: check the load of its instances, and add some.`,
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

// A canary needs an instance of its own; with a single instance all traffic moves at once.
const routing = ({ instances }: ModelDeployment) =>
  instances.least === 1
    ? { type: 'ALL_AT_ONCE', waitIntervalInSeconds: 300 }
    : {
        type: 'CANARY',
        canarySize: { type: 'INSTANCE_COUNT', value: 1 },
        waitIntervalInSeconds: 300,
      };
