import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DeployedModel } from '../adapters/demand-models.ts';
import type { Config } from './config.ts';
import { Directory } from './constructs/directory.ts';
import type { DataStack } from './data-stack.ts';
import type { PipelineStack } from './pipeline-stack.ts';
import type { StorefrontStack } from './storefront-stack.ts';

export interface DirectoryStackProps extends StackProps {
  config: Config;
  data: DataStack;
  pipeline: PipelineStack;
  storefront: StorefrontStack;
  models: readonly DeployedModel[];
}

/** Names and addresses of all parts, for the command line. Refers to all other stacks, so it is deployed last. */
export class DirectoryStack extends Stack {
  constructor(scope: Construct, id: string, props: DirectoryStackProps) {
    const { config, data, pipeline, storefront, models, ...rest } = props;
    super(scope, id, rest);
    const address = storefront.api.apiEndpoint;
    new Directory(this, 'Directory', { config, data, parts: pipeline, models, storefront: address });
  }
}
