import * as z from 'zod';
import { sagemakerPriceModel } from '../../adapters/price-model.ts';
import { systemClock } from '../clock.ts';
import { lambdaTask } from '../lambda.ts';
import { PredictPriceInput, predictPrice } from '../predict-price.ts';
import { Name, sagemaker } from './clients.ts';

const env = z.object({ MODEL_ENDPOINT: Name }).parse(process.env);

export const handler = lambdaTask(
  PredictPriceInput,
  predictPrice({ model: sagemakerPriceModel(sagemaker(), env.MODEL_ENDPOINT), clock: systemClock }),
);
