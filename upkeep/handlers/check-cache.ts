import type { Verified } from '../../domain/record/upkeep-lines.ts';
import { content, sentinel } from '../../tasks/handlers/cache.ts';
import { Count, clock, ledger, priceStates } from '../../tasks/handlers/dependencies.ts';
import { dependency } from '../../tasks/handlers/dependency.ts';
import { scheduledFunction } from '../../tasks/handlers/entry.ts';
import { emit } from '../../tasks/telemetry/measured.ts';
import { checkCache } from '../check-cache.ts';
import { cacheMeasures } from '../measures.ts';

const underWayMs = dependency({ UNDER_WAY_MS: Count }, (env) => env.UNDER_WAY_MS);
const report = dependency({}, () => (verified: Verified) => emit(cacheMeasures(verified)));

export const handler = scheduledFunction(
  'CheckCache',
  { priceStates, ledger, content, sentinel, clock, underWayMs, report },
  checkCache,
);
