import { clock, priceStates } from '../../tasks/handlers/dependencies.ts';
import { scheduledFunction } from '../../tasks/handlers/entry.ts';
import { repriceMeasures } from '../measures.ts';
import { repriceDue } from '../reprice-due.ts';
import { bus } from './bus.ts';

export const handler = scheduledFunction(
  'RepriceDue',
  { priceStates, bus, clock },
  repriceDue,
  repriceMeasures,
);
