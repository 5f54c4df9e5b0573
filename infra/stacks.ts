import { type App, Tags } from 'aws-cdk-lib';
import type { Config } from './config.ts';
import { DataStack } from './data-stack.ts';
import { readModel, writeArchive } from './model-archive.ts';
import { ModelStack, type PackedModel } from './model-stack.ts';
import { PipelineStack } from './pipeline-stack.ts';

/** Pricewire in one stage: what must outlive a deployment, the models, and the pipeline over them. */
export async function addStacks(
  app: App,
  config: Config,
): Promise<{ data: DataStack; model: ModelStack; pipeline: PipelineStack }> {
  const name = (part: string) => `pricewire-${config.stage}-${part}`;
  const data = new DataStack(app, 'Data', {
    stackName: name('data'),
    terminationProtection: config.protect,
    config,
  });
  const model = new ModelStack(app, 'Model', {
    stackName: name('model'),
    config,
    models: await packedModels(config),
  });
  const pipeline = new PipelineStack(app, 'Pipeline', {
    stackName: name('pipeline'),
    config,
    data,
    models: config.models.map(readModel),
  });
  Tags.of(app).add('project', 'pricewire');
  Tags.of(app).add('stage', config.stage);
  return { data, model, pipeline };
}

async function packedModels({ models }: Config): Promise<PackedModel[]> {
  const packed: PackedModel[] = [];
  for (const each of models)
    if (each.deploy)
      packed.push({ endpoint: each.endpoint, deployment: each.deploy, archive: await writeArchive(each) });
  return packed;
}
