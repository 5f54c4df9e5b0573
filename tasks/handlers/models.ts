import * as z from 'zod';
import { sagemakerPriceModel } from '../../adapters/price-model.ts';
import { type DemandModel, DeployedModel, type Models } from '../models.ts';
import { sagemaker } from './clients.ts';

/** The deployed models as the environment names them: JSON, the default first. */
export const ModelsVariable = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.tuple([DeployedModel], DeployedModel));

/** The models behind one SageMaker client. */
export function deployedModels(deployed: z.infer<typeof ModelsVariable>): Models {
  const client = sagemaker();
  const ask = (each: DeployedModel): DemandModel => ({
    ...each,
    predict: sagemakerPriceModel(client, each.endpoint).predict,
  });
  const [first, ...rest] = deployed;
  return [ask(first), ...rest.map(ask)];
}
