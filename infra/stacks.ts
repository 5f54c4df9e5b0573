import { type App, Aspects, Tags } from 'aws-cdk-lib';
import { AlarmConventions } from './alarm-conventions.ts';
import { AlertsStack } from './alerts-stack.ts';
import type { Config } from './config.ts';
import { DataStack } from './data-stack.ts';
import { DirectoryStack } from './directory-stack.ts';
import { LowStockStack } from './low-stock-stack.ts';
import { readModel, writeArchive } from './model-archive.ts';
import { ModelStack, type PackedModel } from './model-stack.ts';
import { NetworkStack } from './network-stack.ts';
import { ObservabilityStack } from './observability-stack.ts';
import { PipelineStack } from './pipeline-stack.ts';
import { checkPolicies } from './policy-checks.ts';
import { StorefrontStack } from './storefront-stack.ts';

export interface Stacks {
  alerts: AlertsStack;
  network: NetworkStack;
  data: DataStack;
  model: ModelStack;
  pipeline: PipelineStack;
  storefront: StorefrontStack;
  lowStock: LowStockStack;
  observability: ObservabilityStack;
  directory: DirectoryStack;
}

/** Adds all stacks of one stage, in the order of their dependencies. */
export async function addStacks(app: App, config: Config): Promise<Stacks> {
  const named = (part: string) => ({ stackName: `pricewire-${config.stage}-${part}`, config });
  const models = config.models.map(readModel);
  const alerts = new AlertsStack(app, 'Alerts', named('alerts'));
  const network = new NetworkStack(app, 'Network', named('network'));
  const data = new DataStack(app, 'Data', {
    ...named('data'),
    terminationProtection: config.protect,
    network,
  });
  const model = new ModelStack(app, 'Model', { ...named('model'), models: await packedModels(config) });
  const pipeline = new PipelineStack(app, 'Pipeline', { ...named('pipeline'), data, models });
  const storefront = new StorefrontStack(app, 'Storefront', { ...named('storefront'), data });
  const lowStock = new LowStockStack(app, 'LowStock', named('low-stock'));
  // Readers first: the new storefront reads items of the old pipeline, but not the other way round.
  pipeline.addStackDependency(storefront);
  // Its rule refers to the bus by name, so CDK does not see the dependency.
  lowStock.addStackDependency(pipeline);
  const observability = new ObservabilityStack(app, 'Observability', {
    ...named('observability'),
    data,
    pipeline,
    storefront,
  });
  const directory = new DirectoryStack(app, 'Directory', {
    ...named('directory'),
    data,
    pipeline,
    storefront,
    models,
  });
  Aspects.of(app).add(new AlarmConventions(alerts.topic));
  Tags.of(app).add('project', 'pricewire');
  Tags.of(app).add('stage', config.stage);
  checkPolicies(app);
  return { alerts, network, data, model, pipeline, storefront, lowStock, observability, directory };
}

async function packedModels({ models }: Config): Promise<PackedModel[]> {
  const packed: PackedModel[] = [];
  for (const each of models)
    if (each.deploy)
      packed.push({ endpoint: each.endpoint, deployment: each.deploy, archive: await writeArchive(each) });
  return packed;
}
