import { PublishPrice } from '../publish-price.ts';
import { cache } from './cache.ts';
import { clock, newEpoch, priceStates } from './dependencies.ts';
import { stateFunction } from './entry.ts';

export const handler = stateFunction(PublishPrice, { priceStates, cache, newEpoch, clock });
