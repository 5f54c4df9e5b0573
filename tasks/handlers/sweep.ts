import * as z from 'zod';
import { stepFunctions } from '../../adapters/executions.ts';
import { dynamoLedger } from '../../adapters/ledger.ts';
import { systemClock } from '../clock.ts';
import { sweep } from '../sweep.ts';
import { sweepMeasures } from '../telemetry/upkeep-measures.ts';
import { Name, stepFunctionsClient, tables } from './clients.ts';
import { entry } from './entry.ts';

const Count = z.coerce.number().int().positive();
const env = z
  .object({
    LEDGER_TABLE: Name,
    STATE_MACHINE_ARN: Name,
    OPEN_FOR_MS: Count,
    MAX_SWEEPS: Count,
  })
  .parse(process.env);

export const handler = entry(
  'Sweep',
  z.unknown(),
  sweep({
    ledger: dynamoLedger(tables(), env.LEDGER_TABLE),
    executions: stepFunctions(stepFunctionsClient(), env.STATE_MACHINE_ARN),
    clock: systemClock,
    settings: { openForMs: env.OPEN_FOR_MS, maxSweeps: env.MAX_SWEEPS },
  }),
  sweepMeasures,
);
