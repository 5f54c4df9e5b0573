import { PredictPrice } from '../predict-price.ts';
import { clock } from './dependencies.ts';
import { stateFunction } from './entry.ts';
import { models } from './models.ts';

export const handler = stateFunction(PredictPrice, { models, clock });
