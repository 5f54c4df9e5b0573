import * as z from 'zod';
import { FunctionFailed, type Functions } from '../../adapters/functions.ts';
import { DIFFERENCES, type Difference, type DifferenceKind } from '../../domain/price-check.ts';
import type { CacheCare } from '../../tasks/cache-care.ts';
import type { RebuildProgress } from '../../tasks/rebuild-cache.ts';

export interface InvokedNeed {
  functions: Functions;
  checkCache: string;
  repairCache: string;
}

const KINDS = Object.keys(DIFFERENCES) as [DifferenceKind, ...DifferenceKind[]];
const Checked = z.looseObject({
  checked: z.int().nonnegative(),
  differences: z.partialRecord(z.enum(KINDS), z.int().positive()),
  /** The first of them. */
  found: z
    .array(
      z.looseObject({
        kind: z.enum(KINDS),
        productId: z.string().optional(),
        eventId: z.string().optional(),
        detail: z.string(),
      }),
    )
    .default([]),
});
const Repaired = z.object({
  checked: z.int().nonnegative(),
  published: z.int().nonnegative(),
  unreadable: z.int().nonnegative().default(0),
});

/** What the function is called with by the cache's own topic: look at each price, whatever the cache seems to hold. */
const FORCED = { Records: [{ EventSource: 'pricewire:cli' }] };
/** A repair is cut off after a minute, and the next passes over what is there: a large catalog takes a few. */
const REPAIRS_TRIED = 30;

/** Care of a cache that only functions within its network reach: they do the work, and tell what came of it at its end. */
export const invokedCacheCare = ({ functions, checkCache, repairCache }: InvokedNeed): CacheCare => ({
  async *verify() {
    const { found, ...verified } = Checked.parse(await functions.call(checkCache, {}));
    for (const difference of found) yield { difference: difference as Difference };
    const counted = Object.values(verified.differences).reduce((total, count) => total + count, 0);
    if (counted > found.length) yield { unlisted: counted - found.length };
    return verified;
  },

  async *rebuild() {
    const total: RebuildProgress = { checked: 0, published: 0, unreadable: 0 };
    for (let tried = 1; ; tried += 1) {
      try {
        return Repaired.parse(await functions.call(repairCache, FORCED));
      } catch (error) {
        if (!(error instanceof FunctionFailed && error.timedOut) || tried === REPAIRS_TRIED) throw error;
        yield total;
      }
    }
  },
});
