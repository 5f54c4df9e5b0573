import { Commit } from '../commit.ts';
import { expiringLedger, priceStates } from './dependencies.ts';
import { stateFunction } from './entry.ts';

export const handler = stateFunction(Commit, { ledger: expiringLedger, priceStates });
