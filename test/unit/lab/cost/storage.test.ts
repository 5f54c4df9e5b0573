import { describe, expect, it } from 'vitest';
import { storageOf } from '../../../../lab/cost/storage.ts';
import { deployed, GB_OF_A_MILLION, MILLION, measured } from './sample.ts';

const month = 365 / 12;
/** Each part has a GB for a million events. */
const each = 10 * GB_OF_A_MILLION;
const ledgerBytes = { rows: each, heldEvidence: each, evidence: each, priced: each };
const stored = (
  retention = { rows: 3 * month, heldEvidence: month, evidence: 2 * month },
  recovery = false,
) => storageOf(measured({ ledgerBytes }), deployed({ retention, pointInTimeRecovery: recovery }), MILLION);

describe('the storage of the ledger', () => {
  it('is what comes in over as many days as it is kept', () => {
    expect(stored().map(({ gb }) => Number(gb.toFixed(6)))).toEqual([3, 1, 2, 1]);
  });

  it('costs what tables cost, and what their recovery does where it is on', () => {
    expect(stored()[0]?.usd).toBeCloseTo(3 * 0.25, 6);
    expect(stored(undefined, true)[0]?.usd).toBeCloseTo(3 * 0.45, 6);
  });

  it('of events that put a price in force is kept, whatever the retention', () => {
    const priced = stored().at(-1);
    expect(priced).toMatchObject({ part: 'priced events, rows and evidence', days: undefined });
    expect(priced?.gb).toBeCloseTo(1, 6);
  });
});
