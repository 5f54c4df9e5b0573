import type { ExpressLogRecord } from '../../../local/engine/index.ts';
import { bytesWithoutData, expressLogBytes } from './express-log.ts';
import type { LedgerBytes } from './ledger-bytes.ts';
import { Meter, type Usage } from './meter.ts';
import { openShop } from './shop.ts';
import { playSale, type Sale, stockShop } from './traffic.ts';
import { runUpkeep } from './upkeep.ts';

/** What a real run of the pipeline on this machine used. Counts cover the whole run. */
export interface Measured {
  events: number;
  outcomes: Record<string, number>;
  /** Events whose price was announced. */
  announced: number;
  /** By the state that calls the function; `(Settle)` is a state that calls DynamoDB itself. */
  functions: Record<string, Usage>;
  express: {
    records: number;
    bytes: number;
    bytesWithoutData: number;
    /** Calls made by the workflow. */
    tasks: number;
  };
  /** Bytes of the events on the bus. */
  eventBytes: number;
  /** Growth of the tables in bytes, including indexes. */
  storedBytes: number;
  /** Bytes that the sale's events left in the ledger, by part of the retention, including index entries. */
  ledgerBytes: LedgerBytes;
  /** Bytes of each written item, by table and part; and of every price state as JSON after the sale. */
  itemBytes: Record<string, number[]>;
  stateJsonBytes: number[];
  /** One run of each scheduled or queued function, by its entry, with `products` products in the shop. */
  upkeep: Record<string, Usage>;
  products: number;
  /** The emitted metrics. */
  metrics: string[];
}

/** Runs the sale through the workflow and measures it. Calls back after each event. */
export async function measure(sale: Sale, onEvent: (done: number) => void = () => {}): Promise<Measured> {
  const meter = new Meter();
  const shop = await openShop(meter);
  try {
    const products = await stockShop(shop, sale);
    meter.take();
    const express = { records: 0, bytes: 0, bytesWithoutData: 0, tasks: 0 };
    const outcomes: Record<string, number> = {};
    const played = new Set<string>();
    let [events, announced, eventBytes] = [0, 0, 0];
    await playSale(shop, products, sale, (each, envelope) => {
      events += 1;
      played.add(envelope.id);
      announced += each.announced ? 1 : 0;
      eventBytes += Buffer.byteLength(JSON.stringify(envelope));
      outcomes[each.outcome] = (outcomes[each.outcome] ?? 0) + 1;
      for (const record of each.records) count(express, record);
      onEvent(events);
    });
    const { byFunction: functions, storedBytes, itemBytes, metrics } = meter.take();
    await runUpkeep(shop, meter, [...played]);
    const upkeep = meter.take();
    return {
      events,
      outcomes,
      announced,
      functions,
      express,
      eventBytes,
      storedBytes,
      ledgerBytes: await shop.ledgerBytes(played),
      itemBytes,
      stateJsonBytes: await shop.stateJsonBytes(),
      upkeep: upkeep.byFunction,
      products: products.length,
      metrics: [...metrics, ...upkeep.metrics].sort(),
    };
  } finally {
    await shop.close();
  }
}

function count(express: Measured['express'], record: ExpressLogRecord): void {
  express.records += 1;
  express.bytes += expressLogBytes(record);
  express.bytesWithoutData += bytesWithoutData(record);
  express.tasks += record.type === 'TaskScheduled' ? 1 : 0;
}
