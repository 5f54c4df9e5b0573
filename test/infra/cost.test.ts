import { beforeAll, describe, expect, it } from 'vitest';
import { allIn, billFor, instanceLines } from '../../cost/bill.ts';
import { type Measured, measure } from '../../cost/measure/measure.ts';
import { type Deployed, readDeployed } from '../../cost/template.ts';

const LOAD = { events: 1_000_000, products: 1_000 };
/** What docs/cost.md says that a million events cost at most, in dollars, before what a month costs in any case. */
const A_MILLION = 23;
/** The same without the trace of executions. */
const WITHOUT_TRACE = 12;

describe('what is deployed', () => {
  let prod: Deployed;
  beforeAll(async () => {
    prod = await readDeployed('prod');
  });

  it('keeps the trace of every event whole, in the log class that costs half', () => {
    expect(prod.trace).toMatchObject({ level: 'ALL', executionData: true, infrequentAccess: true });
  });

  it('pays for no line that Lambda writes by itself, and has metrics from a log class that knows them', () => {
    for (const [name, { platformLines, infrequentAccess }] of Object.entries(prod.functions))
      expect({ platformLines, infrequentAccess }, name).toEqual({
        platformLines: 'none',
        infrequentAccess: false,
      });
  });

  it('has X-Ray take one execution of a hundred', () => {
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

  it('plays events to their end, some of them priced and some come too late', () => {
    expect(found.events).toBeGreaterThan(80);
    expect(Object.values(found.outcomes).reduce((sum, count) => sum + count, 0)).toBe(found.events);
    expect(found.outcomes['open']).toBeUndefined();
    for (const outcome of ['held', 'priced', 'superseded'])
      expect(found.outcomes[outcome]).toBeGreaterThan(0);
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
      'repair-cache',
      'reprice-due',
      'settle-marks',
      'sweep',
      'watch-moves',
    ]);
  });

  it('takes no more than eleven write units for an event: one a kilobyte, for each index entry again', () => {
    const units = Object.values(found.functions).reduce((sum, { writeUnits }) => sum + writeUnits, 0);
    expect(units / found.events).toBeLessThan(11);
  });

  it(`costs at most $${A_MILLION} for a million events, and $${WITHOUT_TRACE} without their trace`, () => {
    const lines = billFor(found, deployed, LOAD);
    expect(allIn(lines, LOAD).million).toBeLessThan(A_MILLION);
    const others = lines.filter(({ item }) => item !== 'trace of executions');
    expect(allIn(others, LOAD).million).toBeLessThan(WITHOUT_TRACE);
  });
});
