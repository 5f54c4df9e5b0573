import * as z from 'zod';
import { dynamoLedger } from '../../adapters/ledger.ts';
import { dynamoPriceStates } from '../../adapters/price-state.ts';
import { systemClock } from '../clock.ts';
import { DeadLetterInput, deadLetter } from '../dead-letter.ts';
import { Name, tables } from './clients.ts';
import { entry } from './entry.ts';

const env = z.object({ LEDGER_TABLE: Name, PRICE_STATE_TABLE: Name }).parse(process.env);
const client = tables();

export const handler = entry(
  'DeadLetter',
  DeadLetterInput,
  deadLetter({
    ledger: dynamoLedger(client, env.LEDGER_TABLE),
    priceStates: dynamoPriceStates(client, env.PRICE_STATE_TABLE),
    clock: systemClock,
  }),
);
