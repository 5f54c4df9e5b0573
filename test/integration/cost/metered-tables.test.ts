import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dynamoLedger, type Ledger } from '../../../adapters/ledger.ts';
import { dynamoPriceStates, type PriceStates } from '../../../adapters/price-state.ts';
import { Meter } from '../../../lab/cost/measure/meter.ts';
import { meteredTables } from '../../../lab/cost/measure/metered-tables.ts';
import { type OpenDynamo, openDynamo } from '../../contract/dynalite.ts';
import { at, committing } from '../../contract/samples.ts';

let dynamo: OpenDynamo;
let meter: Meter;
let ledger: Ledger;
let states: PriceStates;
beforeAll(async () => {
  dynamo = await openDynamo();
});
afterAll(() => dynamo.close());
beforeEach(() => {
  meter = new Meter();
  const tables = meteredTables(dynamo.tables, meter);
  ledger = dynamoLedger(tables, 'ledger');
  states = dynamoPriceStates(tables, 'price-state');
});

const unitsOf = async (work: () => Promise<unknown>) => {
  await meter.invoke('one', work);
  const { byFunction, storedBytes } = meter.take();
  const { readUnits, writeUnits, waits } = byFunction['one'] as NonNullable<(typeof byFunction)[string]>;
  return { readUnits, writeUnits, waits: waits.dynamodb, grew: storedBytes > 0 };
};
const opening = (eventId: string, envelope = '{}') => ({
  eventId,
  productId: 'SKU1',
  kind: 'inventory',
  acceptedAt: at(0),
  receivedAt: at(0),
  envelope,
  execution: 'arn',
});

describe('a call of DynamoDB', () => {
  it('is billed for the item and each index entry that a write makes', async () => {
    // The row, and its entries by product and for open rows.
    expect(await unitsOf(() => ledger.open(opening('new')))).toEqual({
      readUnits: 0,
      writeUnits: 3,
      waits: 1,
      grew: true,
    });
  });

  it('is billed for no entry by outcome where the event was held, as most are', async () => {
    await ledger.open(opening('held'));
    const closing = { outcome: 'held' as const, reason: 'paused', closedAt: at(1) };
    // The row, and the deleted entry for open rows.
    expect(await unitsOf(() => ledger.close('held', closing))).toMatchObject({ writeUnits: 2 });
  });

  it('is billed for the index entries that a write takes away and makes, and for none that it leaves', async () => {
    await ledger.open(opening('closed'));
    const closing = { outcome: 'priced' as const, reason: 'ok', closedAt: at(1) };
    // The row, the deleted entry for open rows, and the new one by outcome.
    expect(await unitsOf(() => ledger.close('closed', closing))).toMatchObject({ writeUnits: 3 });
    expect(await unitsOf(() => ledger.countSweep('closed', at(2)))).toMatchObject({
      writeUnits: 1,
      grew: false,
    });
  });

  it('is billed by the size of the whole item, also where the write is refused', async () => {
    await ledger.open(opening('large', 'x'.repeat(3_000)));
    expect(await unitsOf(() => ledger.countSweep('large', at(1)))).toMatchObject({ writeUnits: 4 });
    await ledger.close('large', { outcome: 'held', reason: 'paused', closedAt: at(1) });
    expect(await unitsOf(() => ledger.countSweep('large', at(2)))).toMatchObject({ writeUnits: 4 });
  });

  it('is billed for a read by consistency, and for what a scan passes over', async () => {
    await states.commit(committing(1, 'e1', { productId: 'ONE' }), 'e1');
    await states.commit(committing(1, 'e1', { productId: 'TWO' }), 'e1');
    await states.settle('ONE', 'e1');
    expect(await unitsOf(() => states.read('ONE'))).toMatchObject({ readUnits: 1, writeUnits: 0 });
    const scanning = await unitsOf(async () => {
      for await (const _ of states.prices());
    });
    expect(scanning.readUnits).toBe(0.5);
    expect(await unitsOf(() => states.readPrices(['ONE', 'TWO', 'NONE']))).toMatchObject({ readUnits: 3 });
  });

  it('is waited for once together with those that are under way at the same time', async () => {
    const both = await unitsOf(() => Promise.all([states.read('ONE'), states.read('TWO')]));
    expect(both).toMatchObject({ readUnits: 2, waits: 1 });
  });

  it('is a fault where nobody has said what it is billed by', async () => {
    class Unheard {
      input = {};
    }
    const tables = meteredTables(dynamo.tables, meter);
    await expect(tables.send(new Unheard() as never)).rejects.toThrow(/Unheard/);
  });
});

describe('what a function prints', () => {
  it('is counted with what CloudWatch adds to each line, and its metrics are kept by name', async () => {
    const line = JSON.stringify({
      _aws: {
        CloudWatchMetrics: [
          { Namespace: 'Pricewire', Dimensions: [['service']], Metrics: [{ Name: 'Held' }] },
        ],
      },
      service: 'events',
      Held: 1,
    });
    await meter.invoke('Close', async () => {
      process.stdout.write(`${line}\nplain\n`);
    });
    const { byFunction, metrics } = meter.take();
    expect(byFunction['Close']?.printedBytes).toBe(line.length + 5 + 2 * 26);
    expect([...metrics]).toEqual(['Pricewire events Held']);
  });
});
