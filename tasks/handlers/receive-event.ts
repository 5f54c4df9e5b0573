import { ReceiveEvent } from '../receive-event.ts';
import { clock, ledger } from './dependencies.ts';
import { stateFunction } from './entry.ts';

export const handler = stateFunction(ReceiveEvent, { clock, ledger });
