// Makes DynamoDB unreachable for a stack under load: node test/faults/by-hand/store-outage.ts [SECONDS] [EVENTS_A_SECOND]
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { dynamoCatalog } from '../../../adapters/catalog.ts';
import { dynamoClient } from '../../../adapters/dynamo.ts';
import { dynamoLedger } from '../../../adapters/ledger.ts';
import { LOCAL_ACCOUNT, LOCAL_AWS } from '../../../local/services/aws.ts';
import { DEAD_LETTER_QUEUE, WAITING_QUEUE } from '../../../local/services/sqs.ts';
import { product } from '../../unit/domain/make.ts';

const [awaySeconds = 90, rate = 50] = process.argv.slice(2).map(Number);
const BEFORE_SECONDS = 10;
const AFTER_SECONDS = 20;
const WITHIN_MS = 300_000;
const PRODUCTS = Array.from({ length: 40 }, (_, at) => `SKU-${at + 1}`);

const port = 20_000 + Math.floor(Math.random() * 30_000);
const url = (offset: number) => `http://127.0.0.1:${port + offset}`;
const dataDir = await mkdtemp(join(tmpdir(), 'pricewire-outage-'));
const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const stack = spawn(
  process.execPath,
  [
    '--import',
    fileOf('./cut-off.ts'),
    fileOf('../../../cli/pricewire.ts'),
    'up',
    '--port',
    String(port),
    '--data',
    dataDir,
  ],
  { env: { ...process.env, CUT_OFF_PORT: String(port + 1) }, stdio: ['ignore', 'pipe', 'pipe'] },
);
let faults = 0;
stack.stderr.on('data', (text: Buffer) => {
  faults += 1;
  if (faults <= 5) process.stderr.write(text);
});
await new Promise<void>((up) =>
  stack.stdout.on('data', (text: Buffer) => text.includes('Pricewire is up') && up()),
);
console.log(`the stack is up at ${url(0)}, process ${stack.pid}`);

const tables = dynamoClient({ ...LOCAL_AWS, endpoint: url(1) });
const ledger = dynamoLedger(tables, 'ledger');
const catalog = dynamoCatalog(tables, 'catalog', Date.now);
for (const productId of PRODUCTS) await catalog.putProduct(product({ productId }));
const bus = new EventBridgeClient({ ...LOCAL_AWS, endpoint: url(0) });
const sqs = new SQSClient({ ...LOCAL_AWS, endpoint: url(2) });

/** The number of messages in a queue, hidden ones included. */
const depthOf = async (queue: string): Promise<number> => {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: `${url(2)}/${LOCAL_ACCOUNT}/${queue}`,
      AttributeNames: ['All'],
    }),
  );
  return Object.entries(Attributes)
    .filter(([name]) => name.startsWith('ApproximateNumberOfMessages'))
    .reduce((sum, [, count]) => sum + Number(count), 0);
};

const accepted: string[] = [];
let refused = 0;
let sequence = 0;
const send = async (): Promise<void> => {
  sequence += 1;
  const detail = {
    productId: PRODUCTS[sequence % PRODUCTS.length],
    stock: sequence % 97,
    sequence,
    occurredAt: new Date().toISOString(),
  };
  const entry = {
    EventBusName: 'pricewire',
    Source: 'inventory',
    DetailType: 'InventoryChanged',
    Detail: JSON.stringify(detail),
  };
  try {
    const { Entries = [] } = await bus.send(new PutEventsCommand({ Entries: [entry] }));
    accepted.push(...Entries.flatMap(({ EventId }) => EventId ?? []));
  } catch {
    refused += 1;
  }
};
const load = async (seconds: number): Promise<void> => {
  const began = performance.now();
  const sent: Promise<void>[] = [];
  for (let count = 0; count < seconds * rate; count += 1) {
    await sleep(Math.max(0, began + (count * 1_000) / rate - performance.now()));
    sent.push(send());
  }
  await Promise.all(sent);
};
const isClosed = async (ids: string[]) => {
  const rows = new Map((await ledger.readMany(ids)).map((row) => [row.eventId, row]));
  return {
    rows,
    missing: ids.filter((id) => !rows.has(id)).length,
    open: [...rows.values()].filter(({ outcome }) => outcome === undefined).length,
  };
};

await load(BEFORE_SECONDS);
console.log(`${accepted.length} events accepted before`);
stack.kill('SIGUSR2');
await load(awaySeconds);
console.log(`${accepted.length} accepted, ${refused} refused, ${await depthOf(WAITING_QUEUE)} messages wait`);
stack.kill('SIGUSR2');
const back = performance.now();
const more = load(AFTER_SECONDS);
let told = '';
for (;;) {
  await sleep(1_000);
  const ids = [...accepted];
  const { missing, open } = await isClosed(ids);
  const after = Math.round((performance.now() - back) / 1_000);
  const line = `${ids.length} accepted, ${missing} without a row, ${open} open, ${await depthOf(WAITING_QUEUE)} waiting`;
  if (line !== told) console.log(`${after} s after its return: ${line}`);
  told = line;
  if ((after > AFTER_SECONDS && missing + open === 0) || performance.now() - back > WITHIN_MS) break;
}
await more;
const { rows, missing, open } = await isClosed(accepted);
const outcomes: Record<string, number> = {};
for (const { outcome = 'open' } of rows.values()) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
console.log({
  accepted: accepted.length,
  refused,
  missing,
  open,
  outcomes,
  deadLetters: await depthOf(DEAD_LETTER_QUEUE),
  waiting: await depthOf(WAITING_QUEUE),
  executions: [...rows.values()].reduce((sum, row) => sum + row.executions.length, 0),
  faultsTold: faults,
});
stack.kill('SIGTERM');
await new Promise((ended) => stack.once('exit', ended));
await rm(dataDir, { recursive: true, force: true });
for (const client of [bus, sqs, tables]) client.destroy();
process.exitCode = missing + open === 0 ? 0 : 1;
