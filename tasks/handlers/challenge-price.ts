import { ChallengePrice } from '../challenge-price.ts';
import { clock, expiringLedger } from './dependencies.ts';
import { stateFunction } from './entry.ts';
import { models } from './models.ts';

export const handler = stateFunction(ChallengePrice, { ledger: expiringLedger, models, clock });
