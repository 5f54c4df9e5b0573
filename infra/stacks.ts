import { type App, Tags } from 'aws-cdk-lib';
import type { Config } from './config.ts';
import { DataStack } from './data-stack.ts';
import { PipelineStack } from './pipeline-stack.ts';

/** Pricewire in one stage: what must outlive a deployment, and the pipeline over it. */
export function addStacks(app: App, config: Config): { data: DataStack; pipeline: PipelineStack } {
  const name = (part: string) => `pricewire-${config.stage}-${part}`;
  const data = new DataStack(app, 'Data', {
    stackName: name('data'),
    terminationProtection: config.protect,
    config,
  });
  const pipeline = new PipelineStack(app, 'Pipeline', { stackName: name('pipeline'), config, data });
  Tags.of(app).add('project', 'pricewire');
  Tags.of(app).add('stage', config.stage);
  return { data, pipeline };
}
