import * as z from 'zod';
import { systemClock } from '../clock.ts';
import { lambdaTask } from '../lambda.ts';
import { PredictPriceInput, predictPrice } from '../predict-price.ts';
import { deployedModels, ModelsVariable } from './models.ts';

const env = z.object({ MODELS: ModelsVariable }).parse(process.env);

export const handler = lambdaTask(
  PredictPriceInput,
  predictPrice({ models: deployedModels(env.MODELS), clock: systemClock }),
);
