import * as z from 'zod';
import { dynamoLedger } from '../../adapters/ledger.ts';
import { systemClock } from '../clock.ts';
import { CloseInput, close } from '../close.ts';
import { endingMeasures } from '../telemetry/ending-measures.ts';
import { Name, tables } from './clients.ts';
import { entry } from './entry.ts';

const env = z.object({ LEDGER_TABLE: Name }).parse(process.env);

export const handler = entry(
  'Close',
  CloseInput,
  close({ ledger: dynamoLedger(tables(), env.LEDGER_TABLE), clock: systemClock }),
  endingMeasures,
);
