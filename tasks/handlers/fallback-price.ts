import { FallbackPrice } from '../fallback-price.ts';
import { clock } from './dependencies.ts';
import { stateFunction } from './entry.ts';

export const handler = stateFunction(FallbackPrice, { clock });
