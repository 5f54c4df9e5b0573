import { sqsLetterQueue } from '../../adapters/letter-queue.ts';
import { Name, queueClient } from '../../tasks/handlers/clients.ts';
import { Count, clock, ledger, orders, priceStates } from '../../tasks/handlers/dependencies.ts';
import { dependency } from '../../tasks/handlers/dependency.ts';
import { scheduledFunction } from '../../tasks/handlers/entry.ts';
import { emit } from '../../tasks/telemetry/measured.ts';
import { type DrainReport, drainAccepted } from '../drain-accepted.ts';
import { reconcileMeasures } from '../measures.ts';
import { executions } from './executions.ts';

const queue = dependency({ QUEUE_URL: Name }, (env) => sqsLetterQueue(queueClient(), env.QUEUE_URL));
const settings = dependency({ WORK_MS: Count, HOLD_SECONDS: Count }, (env) => ({
  workMs: env.WORK_MS,
  holdSeconds: env.HOLD_SECONDS,
}));
const report = dependency({}, () => (found: DrainReport) => emit(reconcileMeasures(found)));

export const handler = scheduledFunction(
  'ReconcileAccepted',
  { ledger, priceStates, orders, executions, queue, clock, settings, report },
  ({ executions, ...deps }) =>
    drainAccepted({ ...deps, deliver: (envelope) => executions.start({ ...envelope }) }),
);
