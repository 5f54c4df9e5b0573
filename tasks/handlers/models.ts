import * as z from 'zod';
import { sagemakerPriceModel } from '../../adapters/price-model.ts';
import { type DemandModel, DeployedModel, type Models } from '../models.ts';
import { sagemaker } from './clients.ts';
import { dependency } from './dependency.ts';
import { json } from './json.ts';

/** The deployed models in the environment, as JSON, the default first. */
const ModelsVariable = json(z.tuple([DeployedModel], DeployedModel));

export const models = dependency({ MODELS: ModelsVariable }, (env) => deployedModels(env.MODELS));

/** The models, with one shared SageMaker client. */
function deployedModels(deployed: z.infer<typeof ModelsVariable>): Models {
  const client = sagemaker();
  const ask = (each: DeployedModel): DemandModel => ({
    ...each,
    predict: sagemakerPriceModel(client, each.endpoint).predict,
  });
  const [first, ...rest] = deployed;
  return [ask(first), ...rest.map(ask)];
}
