import * as z from 'zod';
import { packing } from '../carried.ts';
import { systemClock } from '../clock.ts';
import { PredictPriceInput, predictPrice } from '../predict-price.ts';
import { entry } from './entry.ts';
import { deployedModels, ModelsVariable } from './models.ts';

const env = z.object({ MODELS: ModelsVariable }).parse(process.env);

export const handler = entry(
  'PredictPrice',
  PredictPriceInput,
  packing(predictPrice({ models: deployedModels(env.MODELS), clock: systemClock })),
);
