import type { CacheSentinel } from '../adapters/cache-sentinel.ts';
import type { Difference, DifferenceKind } from '../domain/record/price-check.ts';
import type { Verified } from '../domain/record/upkeep-lines.ts';
import { type Verifier, verifyCache } from './verify-cache.ts';

/** The differences that a rebuild repairs: all that are in Redis. */
const MENDED: DifferenceKind[] = [
  'missing-in-redis',
  'older-in-redis',
  'newer-in-redis',
  'other-price-in-redis',
  'unknown-in-redis',
  'unreadable-in-redis',
];

/** The counts and the first differences; after a loss there may be one for each product. */
export type Checked = Verified & { found: Difference[] };

const MOST_FOUND = 1000;

/** Compares cache, record and ledger, reports the counts, and requests a rebuild if one helps. */
export const checkCache =
  (deps: Verifier & { sentinel: CacheSentinel; report(verified: Verified): void }) =>
  async (): Promise<Checked> => {
    const found: Difference[] = [];
    const verified = await verifyToEnd(deps, found);
    if (MENDED.some((kind) => verified.differences[kind] !== undefined)) await deps.sentinel.forget();
    deps.report(verified);
    return { ...verified, found };
  };

async function verifyToEnd(deps: Verifier, found: Difference[]): Promise<Verified> {
  const verifying = verifyCache(deps);
  for (;;) {
    const { done, value } = await verifying.next();
    if (done) return value;
    if ('difference' in value && found.length < MOST_FOUND) found.push(value.difference);
  }
}
