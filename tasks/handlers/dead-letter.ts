import { DeadLetter } from '../dead-letter.ts';
import { clock, ledger, priceStates } from './dependencies.ts';
import { stateFunction } from './entry.ts';

export const handler = stateFunction(DeadLetter, { clock, ledger, priceStates });
