import * as z from 'zod';
import { dynamoLedger } from '../../adapters/ledger.ts';
import { ChallengePriceInput, challengePrice } from '../challenge-price.ts';
import { systemClock } from '../clock.ts';
import { Name, tables } from './clients.ts';
import { entry } from './entry.ts';
import { deployedModels, ModelsVariable } from './models.ts';

const env = z.object({ LEDGER_TABLE: Name, MODELS: ModelsVariable }).parse(process.env);

export const handler = entry(
  'ChallengePrice',
  ChallengePriceInput,
  challengePrice({
    ledger: dynamoLedger(tables(), env.LEDGER_TABLE),
    models: deployedModels(env.MODELS),
    clock: systemClock,
  }),
);
