import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import RedisMock from 'ioredis-mock';
import { redisContent } from '../../../adapters/cache-content.ts';
import { cacheNames } from '../../../adapters/cache-names.ts';
import { redisCacheSentinel } from '../../../adapters/cache-sentinel.ts';
import { dynamoCatalog } from '../../../adapters/catalog.ts';
import { dynamoClient, type Tables } from '../../../adapters/dynamo.ts';
import { dynamoLedger } from '../../../adapters/ledger.ts';
import { dynamoOrders } from '../../../adapters/orders.ts';
import { redisPriceCache } from '../../../adapters/price-cache.ts';
import { dynamoPriceStates } from '../../../adapters/price-state.ts';
import {
  type EngineClock,
  type ExpressLogRecord,
  loadStateMachine,
  startExecution,
  systemClock,
} from '../../../local/engine/index.ts';
import { localBindings, taskHandlers } from '../../../local/handlers.ts';
import { listen } from '../../../local/http.ts';
import { MODEL_ENDPOINT, modelBehind, readArtifact } from '../../../local/models.ts';
import { LOCAL_AWS } from '../../../local/services/aws.ts';
import { startDynamoDB } from '../../../local/services/dynamodb.ts';
import { sagemakerApp } from '../../../local/services/sagemaker.ts';
import { invokeHandlers } from '../../../local/workflow.ts';
import type { Handler } from '../../../tasks/lambda.ts';
import { type DemandModel, modelName } from '../../../tasks/models.ts';
import { type TaskDeps, taskList } from '../../../tasks/table.ts';
import type { Task } from '../../../tasks/task.ts';
import { emit } from '../../../tasks/telemetry/measured.ts';
import { subjectOf } from '../../../tasks/telemetry/subject.ts';
import type { Timed } from '../../../tasks/timed.ts';
import { loadDefinition } from '../../../workflows/definition.ts';
import { ledgerBytes } from './ledger-bytes.ts';
import type { Meter, Service } from './meter.ts';
import { meteredTables } from './metered-tables.ts';

const MODEL_FOLDER = new URL('../../../model/artifact/', import.meta.url);
/** The values do not matter here, but the attribute is part of every item. */
const RETENTION = { rows: 100, heldEvidence: 30, evidence: 100 };
const TABLE_NAMES = { catalog: 'catalog', priceStates: 'price-state', ledger: 'ledger' };

// As long as names on AWS, because every record of an execution's log contains them.
const ACCOUNT = 'us-east-1:123456789012';
const MACHINE = 'reprice';
const MACHINE_ARN = `arn:aws:states:${ACCOUNT}:stateMachine:${MACHINE}`;
const functionArn = (state: string): string =>
  `arn:aws:lambda:${ACCOUNT}:function:pricewire-prod-pipeline-Tasks${state}1A2B3C4D-5e6F7g8H9i0J:live`;
const stateOf = (arn: string): string => /Tasks(\w+?)1A2B3C4D-/.exec(arn)?.[1] ?? arn;

/** What the workflow used for one event. */
export interface Played {
  outcome: string;
  announced: boolean;
  records: ExpressLogRecord[];
}

/** The machine's clock plus an offset, so that hours between two events take no time. */
export class ShopClock implements EngineClock {
  private ahead = 0;
  now = (): number => Date.now() + this.ahead;
  sleep = systemClock.sleep;
  iso = (): string => new Date(this.now()).toISOString();
  /** Advances to this time, ms since the epoch, if it is in the future. */
  goTo(ms: number): void {
    this.ahead = Math.max(this.ahead, ms - Date.now());
  }
}

/** The real workflow, tasks and stores over embedded services, every call counted. */
export async function openShop(meter: Meter) {
  const dir = await mkdtemp(join(tmpdir(), 'pricewire-cost-'));
  const dynamodb = await startDynamoDB(dir, 0, (fault) => console.error(fault));
  const http = await listen(0);
  const artifact = await readArtifact(MODEL_ENDPOINT, MODEL_FOLDER);
  http.serve(sagemakerApp(new Map([[MODEL_ENDPOINT, artifact.model]])));
  const client = dynamoClient({ ...LOCAL_AWS, endpoint: dynamodb.endpoint });
  const redis = new RedisMock();
  const names = cacheNames('cost');
  const clock = new ShopClock();
  const counted = storesOn(meteredTables(client, meter), clock);
  const model = waiting(meter, 'model', modelBehind(http.url, artifact), ['predict']) as DemandModel;
  const cache = waiting(meter, 'redis', redisPriceCache(redis, names), [
    'epoch',
    'startEpoch',
    'put',
    'read',
  ]);
  const deps = { ...counted, cache, models: [model] as const, clock: clock.iso };
  const handlers = taskHandlers(deps);
  const tables = meteredTables(client, meter);
  const machine = loadStateMachine(definition(handlers), { name: MACHINE, arn: MACHINE_ARN });

  return {
    clock,
    /** The stores as the workflow uses them; every call is counted. */
    counted: {
      ...deps,
      sentinel: redisCacheSentinel(redis, names, randomUUID),
      content: redisContent(redis, names),
      newEpoch: randomUUID,
    },
    /** The name under which the model's answers are stored. */
    modelName: modelName(model),
    ledgerBytes: (eventIds: ReadonlySet<string>) =>
      ledgerBytes(client, TABLE_NAMES.ledger, storesOn(client, clock).ledger, eventIds),
    async stateJsonBytes(): Promise<number[]> {
      const bytes: number[] = [];
      for await (const state of storesOn(client, clock).priceStates.all())
        bytes.push(Buffer.byteLength(JSON.stringify(state)));
      return bytes;
    },
    /** The same stores without counting, for set-up and checks. */
    stores: { ...storesOn(client, clock), cache: redisPriceCache(redis, names) },
    /** Runs the workflow on an event's envelope, to its end. */
    async play(envelope: { id: string }): Promise<Played> {
      const records: ExpressLogRecord[] = [];
      let announced = false;
      const { done } = startExecution(
        machine,
        { name: `${randomUUID()}_${randomUUID()}`, input: JSON.stringify(envelope) },
        {
          clock,
          random: Math.random,
          newId: randomUUID,
          log: (record) => records.push(record),
          integrations: {
            invokeFunction: (arn, payload) => invoke(meter, handlers, stateOf(arn), payload),
            putEvents: async () => {
              announced = true;
              return { FailedEntryCount: 0, Entries: [{ EventId: randomUUID() }] };
            },
            sendMessage: async () => ({ MessageId: randomUUID() }),
            updateItem: (args) => meter.invoke('(NoteTrace)', () => update(tables, args as never)),
          },
        },
      );
      await done;
      const row = await storesOn(client, clock).ledger.read(envelope.id);
      return { outcome: row?.outcome ?? 'open', announced, records };
    },
    async close(): Promise<void> {
      client.destroy();
      redis.disconnect();
      await Promise.all([dynamodb.stop(), http.stop()]);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export type Shop = Awaited<ReturnType<typeof openShop>>;

const storesOn = (tables: Tables, clock: ShopClock) => ({
  catalog: dynamoCatalog(tables, TABLE_NAMES.catalog, clock.now),
  priceStates: dynamoPriceStates(tables, TABLE_NAMES.priceStates),
  orders: dynamoOrders(tables, 'reviews'),
  ledger: dynamoLedger(tables, TABLE_NAMES.ledger, RETENTION),
});

const definition = (handlers: Record<string, Handler>): unknown =>
  loadDefinition({
    ...localBindings(handlers, {
      BusName: 'pricewire',
      DeadLetterQueueUrl:
        'https://sqs.us-east-1.amazonaws.com/123456789012/pricewire-prod-pipeline-DeadLetters1A2B3C4D-5e6F7g8H9i0J',
      WaitingQueueUrl:
        'https://sqs.us-east-1.amazonaws.com/123456789012/pricewire-prod-pipeline-Waiting1A2B3C4D-5e6F7g8H9i0J',
      LedgerTable: TABLE_NAMES.ledger,
    }),
    ...Object.fromEntries(Object.keys(handlers).map((state) => [`${state}Function`, functionArn(state)])),
  });

/** Calls the function as Lambda does, including the metrics of its entry. */
async function invoke(meter: Meter, handlers: Record<string, Handler>, state: string, payload: string) {
  return meter.invoke(state, async () => {
    const result = await invokeHandlers(handlers)(state, payload);
    const { input, measure } = taskNamed(state);
    if (measure && result.functionError === undefined) {
      const { answer }: Timed<unknown> = JSON.parse(result.payload);
      const given = JSON.parse(payload);
      const measured = measure(input.parse(given), answer);
      if (measured) emit(measured, { task: state, eventId: subjectOf(given).eventId });
    }
    return result;
  });
}

function taskNamed(state: string): Task<TaskDeps, unknown, unknown> {
  const found = taskList.find(([name]) => name === state);
  if (found === undefined) throw new Error(`no task is called ${state}`);
  return found[1];
}

/** The store with these calls counted as waits for the service. */
function waiting<Store extends object>(meter: Meter, service: Service, store: Store, calls: (keyof Store)[]) {
  const counted = calls.map((name) => {
    const call = store[name] as (...args: unknown[]) => Promise<unknown>;
    return [name, (...args: unknown[]) => meter.wait(service, () => call(...args))];
  });
  return { ...store, ...Object.fromEntries(counted) } as Store;
}

async function update(
  tables: Tables,
  { TableName, Key, ...rest }: { TableName: string; Key: { productId: { S: string } } },
): Promise<Record<string, never>> {
  await tables.send(new UpdateCommand({ TableName, Key: { productId: Key.productId.S }, ...rest } as never));
  return {};
}

/** The file as JSON; `path` is relative to this file. */
export const readJson = async (path: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8'));
