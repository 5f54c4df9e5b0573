import { LoadContext } from '../load-context.ts';
import { catalog, clock, orders, priceStates, sleep } from './dependencies.ts';
import { stateFunction } from './entry.ts';

export const handler = stateFunction(LoadContext, { catalog, clock, orders, priceStates, sleep });
