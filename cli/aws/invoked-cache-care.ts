import * as z from 'zod';
import { FunctionFailed, type Functions } from '../../adapters/functions.ts';
import { DIFFERENCES, type Difference, type DifferenceKind } from '../../domain/record/price-check.ts';
import type { RebuildProgress } from '../../domain/record/upkeep-lines.ts';
import type { CacheCare } from '../../upkeep/cache-care.ts';

export interface InvokedDeps {
  functions: Functions;
  checkCache: string;
  repairCache: string;
}

const KINDS = Object.keys(DIFFERENCES) as [DifferenceKind, ...DifferenceKind[]];
const Checked = z.looseObject({
  checked: z.int().nonnegative(),
  differences: z.partialRecord(z.enum(KINDS), z.int().positive()),
  /** The first differences. */
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
  discarded: z.int().nonnegative().default(0),
});

/** The input that the cache's own topic sends: check each price, even if the cache looks complete. */
const FORCED = { Records: [{ EventSource: 'pricewire:cli' }] };
/** A repair is cut off after a minute, and the next one skips right prices: a large catalog needs a few. */
const REPAIRS_TRIED = 30;

/** Care of a cache that only functions in its network can reach: they do the work and report at its end. */
export const invokedCacheCare = ({ functions, checkCache, repairCache }: InvokedDeps): CacheCare => ({
  async *verify() {
    const { found, ...verified } = Checked.parse(await functions.call(checkCache, {}));
    for (const difference of found) yield { difference: difference as Difference };
    const counted = Object.values(verified.differences).reduce((total, count) => total + count, 0);
    if (counted > found.length) yield { unlisted: counted - found.length };
    return verified;
  },

  async *rebuild() {
    const total: RebuildProgress = { checked: 0, published: 0, discarded: 0 };
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
