import { Count, clock, ledger, priceStates } from '../../tasks/handlers/dependencies.ts';
import { dependency } from '../../tasks/handlers/dependency.ts';
import { scheduledFunction } from '../../tasks/handlers/entry.ts';
import { sweepMeasures } from '../measures.ts';
import { sweep } from '../sweep.ts';
import { executions } from './executions.ts';

const settings = dependency({ OPEN_FOR_MS: Count, MAX_SWEEPS: Count }, (env) => ({
  openForMs: env.OPEN_FOR_MS,
  maxSweeps: env.MAX_SWEEPS,
}));

export const handler = scheduledFunction(
  'Sweep',
  { ledger, priceStates, executions, clock, settings },
  sweep,
  sweepMeasures,
);
