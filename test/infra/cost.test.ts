import { beforeAll, describe, expect, it } from 'vitest';
import { allIn, billFor, instanceLines } from '../../lab/cost/bill.ts';
import { type Measured, measure } from '../../lab/cost/measure/measure.ts';
import { LOOKED_UP } from '../../lab/cost/measure/upkeep.ts';
import { type Deployed, readDeployed } from '../../lab/cost/template.ts';

const LOAD = { events: 1_000_000, products: 1_000 };
/** Dollars, without the fixed monthly cost. More than in docs/cost.md: half of so short a sale's events put a price in force. */
const A_MILLION = 13;

describe('the deployed stage', () => {
  let prod: Deployed;
  beforeAll(async () => {
    prod = await readDeployed('prod');
  });

  it('logs only failures of executions, in the log class that every service supports', () => {
    expect(prod.trace).toMatchObject({ level: 'ERROR', executionData: true, infrequentAccess: false });
  });

  it('pays for no log lines of Lambda itself, and uses a log class that supports metrics', () => {
    for (const [name, { platformLines, infrequentAccess }] of Object.entries(prod.functions))
      expect({ platformLines, infrequentAccess }, name).toEqual({
        platformLines: 'none',
        infrequentAccess: false,
      });
  });

  it('samples one execution of a hundred with X-Ray', () => {
    expect(prod.sampling).toEqual({ aSecond: 0, share: 0.01 });
  });

  it('has a price for each of its instances', () => {
    expect(instanceLines(prod).every(({ usd }) => usd > 0)).toBe(true);
  });
});

describe('a real run of the pipeline', () => {
  let found: Measured;
  let deployed: Deployed;
  beforeAll(async () => {
    deployed = await readDeployed('prod');
    found = await measure({ visitors: 300, hours: 2, seed: 3 });
  });

  it('plays events to their end, some of them priced and some late', () => {
    expect(found.events).toBeGreaterThan(80);
    expect(Object.values(found.outcomes).reduce((sum, count) => sum + count, 0)).toBe(found.events);
    expect(found.outcomes['open']).toBeUndefined();
    for (const outcome of ['held', 'priced', 'superseded'])
      expect(found.outcomes[outcome]).toBeGreaterThan(0);
  });

  it('looks up an accepted event for half a read unit', () => {
    expect(found.upkeep['reconcile-accepted']?.readUnits).toBe(LOOKED_UP / 2);
  });

  it('counts every function of the workflow, and every schedule', () => {
    const { functions, upkeep } = found;
    expect(functions['ReceiveEvent']?.invocations).toBe(found.events);
    for (const name of ['LoadContext', 'ApplyGuardrails', 'Commit', 'Close', 'PublishPrice'])
      expect(functions[name]?.computeMs, name).toBeGreaterThan(0);
    expect(functions['Commit']?.waits.dynamodb).toBe(3 * (functions['Commit']?.invocations ?? 0));
    expect(Object.keys(upkeep).sort()).toEqual([
      'check-cache',
      'check-models',
      'reconcile-accepted',
      'repair-cache',
      'reprice-due',
      'settle-marks',
      'sweep',
      'watch-moves',
    ]);
  });

  it('counts what functions log, the metrics of an event that ends among it', () => {
    expect(found.metrics.filter((name) => name.includes('Priced'))).toHaveLength(1);
    expect(found.functions['Close']?.printedBytes).toBeGreaterThan(100 * found.events);
  });

  it('has price states with a month of history, each within one write unit as it is written', () => {
    expect(Math.min(...found.stateJsonBytes)).toBeGreaterThan(3_000);
    expect(Math.max(...(found.itemBytes['price-state'] ?? [Number.NaN]))).toBeLessThanOrEqual(1_024);
  });

  it('knows the storage of each part of the ledger', () => {
    const { rows, heldEvidence, evidence, priced } = found.ledgerBytes;
    for (const bytes of [rows, heldEvidence, priced]) expect(bytes / found.events).toBeGreaterThan(100);
    const all = rows + heldEvidence + evidence + priced;
    // The rest of the tables' growth is price states.
    expect(all).toBeGreaterThan(0.9 * found.storedBytes);
    expect(all).toBeLessThan(1.1 * found.storedBytes);
  });

  it('takes no more than nine write units for an event: one a kilobyte, for each index entry again', () => {
    const units = Object.values(found.functions).reduce((sum, { writeUnits }) => sum + writeUnits, 0);
    expect(units / found.events).toBeLessThan(9);
  });

  it(`costs at most $${A_MILLION} for a million events, whose record holds their trace`, () => {
    expect(allIn(billFor(found, deployed, LOAD), LOAD).million).toBeLessThan(A_MILLION);
  });
});
