import * as z from 'zod';
import { dynamoLedger } from '../../adapters/ledger.ts';
import { systemClock } from '../clock.ts';
import { CloseInput, close } from '../close.ts';
import { lambdaTask } from '../lambda.ts';
import { Name, tables } from './clients.ts';

const env = z.object({ LEDGER_TABLE: Name }).parse(process.env);

export const handler = lambdaTask(
  CloseInput,
  close({ ledger: dynamoLedger(tables(), env.LEDGER_TABLE), clock: systemClock }),
);
