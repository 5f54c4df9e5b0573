import { Close } from '../close.ts';
import { clock, expiringLedger } from './dependencies.ts';
import { stateFunction } from './entry.ts';

export const handler = stateFunction(Close, { ledger: expiringLedger, clock });
