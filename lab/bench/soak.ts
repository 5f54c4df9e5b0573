#!/usr/bin/env node
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { Command } from 'commander';
import { dynamoClient } from '../../adapters/dynamo.ts';
import { TABLES } from '../../adapters/tables.ts';
import { LOCAL_AWS } from '../../local/services/aws.ts';
import { bytesIn } from './disk.ts';
import { benchShop } from './stack/shop.ts';
import { silentListeners } from './stack/silent-listener.ts';
import { startBenchStack } from './stack/start.ts';
import { median } from './statistics.ts';
import { stockAt } from './stock.ts';

// Runs a stack under a steady load, and reports whether its memory and disk stop growing.

const MEMORY_WITHIN_PERCENT = 15;
const DISK_TIMES = 3;
const SETTLING_MINUTES = 5;
const SAMPLE_EVERY_MS = 5_000;
const TICK_MS = 200;
const MEGABYTE = 2 ** 20;

const options = new Command('soak')
  .description('Runs a stack under a steady load, and reports whether memory and disk stop growing.')
  .option('--minutes <number>', 'how long', Number, 30)
  .option('--rate <number>', 'events a second', Number, 30)
  .option('--listeners <number>', 'price streams that are never read', Number, 200)
  .option('--products <number>', 'number of products', Number, 40)
  .parse()
  .opts<{ minutes: number; rate: number; listeners: number; products: number }>();

const dataDir = await mkdtemp(join(tmpdir(), 'pricewire-soak-'));
const productIds = Array.from({ length: options.products }, (_, at) => `P${at}`);
const stack = await startBenchStack({ dataDir });
const shop = benchShop(stack);
const memoryOfMinutes: number[] = [];
try {
  await shop.stock(productIds);
  await shop.idle();
  const listeners = silentListeners(options.listeners, stack.url, productIds);
  const load = steadyLoad();
  for (let minute = 1; minute <= options.minutes; minute += 1) {
    const samples: number[] = [];
    for (let at = 0; at < 60_000 / SAMPLE_EVERY_MS; at += 1) {
      await sleep(SAMPLE_EVERY_MS);
      samples.push(await stack.memory());
    }
    const memoryMb = median(samples);
    const [dynamodb, all] = [await bytesIn(join(dataDir, 'dynamodb')), await bytesIn(dataDir)];
    memoryOfMinutes.push(memoryMb);
    console.log(
      `minute ${minute}: ${load.sent()} events sent, ${await shop.inFlight()} under way, memory ${memoryMb.toFixed(0)} MB, ` +
        `tables ${(dynamodb / MEGABYTE).toFixed(0)} MB, all data ${(all / MEGABYTE).toFixed(0)} MB, ` +
        `listeners cut off ${listeners.cutOff()}`,
    );
  }
  await load.stop();
  await shop.idle();
  listeners.stop();
  console.log(await verdict());
} finally {
  shop.close();
  await stack.stop();
  await rm(dataDir, { recursive: true, force: true });
}

/** Sends events of the products in turn. */
function steadyLoad() {
  const begin = performance.now();
  let [sent, stopped] = [0, false];
  const run = async () => {
    while (!stopped) {
      const due = Math.floor(((performance.now() - begin) / 1000) * options.rate) - sent;
      for (let left = due; left > 0 && !stopped; left -= 10) {
        const some = Array.from({ length: Math.min(10, left) }, (_, at) => eventAt(sent + at));
        sent += some.length;
        await shop.sendAll(some);
      }
      await sleep(TICK_MS);
    }
  };
  const running = run();
  return {
    sent: () => sent,
    async stop() {
      stopped = true;
      await running;
    },
  };
}

function eventAt(number: number) {
  const sequence = Math.floor(number / productIds.length) + 1;
  const productId = productIds[number % productIds.length] ?? '';
  return { productId, stock: stockAt(sequence), sequence, occurredAt: new Date().toISOString() };
}

async function verdict(): Promise<string> {
  const settled = Math.max(...memoryOfMinutes.slice(0, SETTLING_MINUTES));
  const after = memoryOfMinutes.slice(SETTLING_MINUTES);
  const [least, most] = [Math.min(...after), Math.max(...after)];
  const grown = (most / settled - 1) * 100;
  const live = await liveBytes(stack.endpoints['dynamodb'] ?? '');
  const disk = await bytesIn(join(dataDir, 'dynamodb'));
  const times = disk / live;
  const is = (met: boolean) => (met ? 'met' : 'MISSED');
  return [
    after.length === 0
      ? `memory: too short a run to tell; it takes more than ${SETTLING_MINUTES} minutes`
      : `memory: up to ${settled.toFixed(0)} MB in the first ${SETTLING_MINUTES} minutes, then ${least.toFixed(0)} to ${most.toFixed(0)} MB, ${grown.toFixed(1)}% more at most; goal ${MEMORY_WITHIN_PERCENT}%: ${is(grown <= MEMORY_WITHIN_PERCENT)}`,
    `tables: ${(disk / MEGABYTE).toFixed(1)} MB on disk for ${(live / MEGABYTE).toFixed(1)} MB of items, ${times.toFixed(2)} times; goal ${DISK_TIMES} times: ${is(times <= DISK_TIMES)}`,
  ].join('\n');
}

/** Bytes of the items of all tables, as JSON text. */
async function liveBytes(endpoint: string): Promise<number> {
  const tables = dynamoClient({ ...LOCAL_AWS, endpoint });
  let bytes = 0;
  for (const TableName of Object.keys(TABLES)) {
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await tables.send(new ScanCommand({ TableName, ExclusiveStartKey }));
      for (const item of page.Items ?? []) bytes += Buffer.byteLength(JSON.stringify(item));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  }
  tables.destroy();
  return bytes;
}
