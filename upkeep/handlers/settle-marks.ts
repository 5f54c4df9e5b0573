import { clock, ledger, priceStates } from '../../tasks/handlers/dependencies.ts';
import { scheduledFunction } from '../../tasks/handlers/entry.ts';
import { settleMeasures } from '../measures.ts';
import { settleMarks } from '../settle-marks.ts';

export const handler = scheduledFunction(
  'SettleMarks',
  { ledger, priceStates, clock },
  settleMarks,
  settleMeasures,
);
