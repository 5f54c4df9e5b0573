import * as z from 'zod';
import { cache, content, sentinel } from '../../tasks/handlers/cache.ts';
import { newEpoch, priceStates } from '../../tasks/handlers/dependencies.ts';
import { scheduledFunction } from '../../tasks/handlers/entry.ts';
import { repairMeasures } from '../measures.ts';
import { repairCache } from '../rebuild-cache.ts';

/** A notification from SNS; a scheduled call has no records. */
const Notification = z.object({ Records: z.array(z.unknown()).min(1) });
const NOTHING = { checked: 0, published: 0, discarded: 0 };

export const handler = scheduledFunction(
  'RepairCache',
  { priceStates, cache, sentinel, content, newEpoch },
  (deps) => {
    const repair = repairCache(deps);
    // After a notification every price is checked, whatever the sentinel says.
    return async (event) => (await repair({ force: Notification.safeParse(event).success })) ?? NOTHING;
  },
  repairMeasures,
);
