import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config, ModelDeployment } from './config.ts';
import { ModelEndpoint } from './constructs/model-endpoint.ts';
import { xgboostImage } from './xgboost-images.ts';

/** A model that this app deploys. */
export interface PackedModel {
  endpoint: string;
  deployment: ModelDeployment;
  /** Path of model.tar.gz. */
  archive: string;
}

export interface ModelStackProps extends StackProps {
  config: Config;
  models: readonly PackedModel[];
}

/** The demand models behind SageMaker endpoints. */
export class ModelStack extends Stack {
  constructor(scope: Construct, id: string, { config, models, ...props }: ModelStackProps) {
    super(scope, id, props);
    const logs = { retention: config.logRetention, removalPolicy: config.removalPolicy };
    const image = xgboostImage(this);
    for (const [at, { endpoint, deployment, archive }] of models.entries())
      new ModelEndpoint(this, at === 0 ? 'Live' : `Challenger${at}`, {
        endpointName: endpoint,
        image,
        archive,
        deployment,
        logs,
      });
  }
}
