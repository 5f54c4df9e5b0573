import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { dynamoCatalog } from '../../../adapters/catalog.ts';
import { dynamoClient } from '../../../adapters/dynamo.ts';
import { dynamoLedger } from '../../../adapters/ledger.ts';
import { sqsLetterQueue } from '../../../adapters/letter-queue.ts';
import { dynamoOrders } from '../../../adapters/orders.ts';
import { redisPriceCache } from '../../../adapters/price-cache.ts';
import { dynamoPriceStates } from '../../../adapters/price-state.ts';
import { directIntegrations } from '../../../local/clients.ts';
import { listen } from '../../../local/http.ts';
import { MODEL_ENDPOINT, modelBehind, readArtifact } from '../../../local/models.ts';
import { LOCAL_ACCOUNT, LOCAL_AWS } from '../../../local/services/aws.ts';
import { sagemakerApp } from '../../../local/services/sagemaker.ts';
import { DEAD_LETTER_QUEUE, type Sqs, startSqs, WAITING_QUEUE } from '../../../local/services/sqs.ts';
import { redisClient } from '../../../tasks/handlers/redis.ts';
import { openDynamo } from '../../contract/dynalite.ts';
import { RedisServer } from '../../contract/redis-server.ts';
import { NAMES } from '../../contract/samples.ts';
import { type Random, seededRandom } from '../random.ts';
import { fastClock } from './fast-clock.ts';
import { FaultyProxy } from './proxy.ts';

/** The real services, each behind its own proxy. */
export type Services = Awaited<ReturnType<typeof startServices>>;

// Like the functions' clients, with time-outs that fit the fast clock.
const CLIENT = {
  ...LOCAL_AWS,
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 300, requestTimeout: 300, throwOnRequestTimeout: true },
};
const MODEL = new URL('../../../model/artifact/', import.meta.url);
const portOf = (endpoint: string): number => Number(new URL(endpoint).port);

/** Starts redis-server, dynalite, fauxqs and the model, and the clients that reach them through the proxies. */
export async function startServices() {
  const dir = await mkdtemp(join(tmpdir(), 'pricewire-faults-'));
  const [redis, dynamo, http] = [await RedisServer.start(), await openDynamo(), await listen(0)];
  const sqs = await startSqs(join(dir, 'sqs'), 0, (fault) => console.error(fault));
  const artifact = await readArtifact(MODEL_ENDPOINT, MODEL);
  http.serve(sagemakerApp(new Map([[MODEL_ENDPOINT, artifact.model]])));
  const proxied = (port: number) => FaultyProxy.start(port, seededRandom(0));
  const proxies = {
    redis: await proxied(redis.port),
    dynamo: await proxied(portOf(dynamo.endpoint)),
    sqs: await proxied(portOf(sqs.endpoint)),
    model: await proxied(portOf(http.url)),
  };
  const through = ({ port }: FaultyProxy) => `http://127.0.0.1:${port}`;
  const tables = dynamoClient({ ...CLIENT, endpoint: through(proxies.dynamo) });
  const queues = new SQSClient({ ...CLIENT, endpoint: through(proxies.sqs) });
  // Here several functions of one process share a connection.
  const connections = [1, 2, 3].map(() =>
    redisClient(`redis://127.0.0.1:${proxies.redis.port}`).setMaxListeners(0),
  );
  const direct = await redis.connected();
  const [forTasks, ...forStorefronts] = connections.map((connection) => ({
    connection,
    cache: redisPriceCache(connection, NAMES),
  }));

  return {
    proxies: Object.values(proxies),
    stores: {
      catalog: dynamoCatalog(tables, 'catalog', fastClock.now),
      priceStates: dynamoPriceStates(tables, 'price-state'),
      ledger: dynamoLedger(tables, 'ledger'),
      orders: dynamoOrders(tables, 'reviews'),
    },
    redis: { forTasks: forTasks as NonNullable<typeof forTasks>, forStorefronts },
    model: modelBehind(through(proxies.model), artifact),
    queueUrl: `${through(proxies.sqs)}/${LOCAL_ACCOUNT}/${DEAD_LETTER_QUEUE}`,
    waitingUrl: `${through(proxies.sqs)}/${LOCAL_ACCOUNT}/${WAITING_QUEUE}`,
    integrations: directIntegrations(through(proxies.dynamo), { client: queues } as Sqs, async () => ({
      Entries: [{ EventId: 'put' }],
      FailedEntryCount: 0,
    })),
    /** The same services without proxies, for the checks. */
    direct: {
      catalog: dynamoCatalog(dynamo.tables, 'catalog', Date.now),
      priceStates: dynamoPriceStates(dynamo.tables, 'price-state'),
      ledger: dynamoLedger(dynamo.tables, 'ledger'),
      orders: dynamoOrders(dynamo.tables, 'reviews'),
      redis: direct,
      letters: () => sqs.inspect(DEAD_LETTER_QUEUE),
      waiting: sqsLetterQueue(sqs.client, sqs.queueUrl(WAITING_QUEUE)),
      isWaiting: async () => (await sqs.inspect(WAITING_QUEUE)).length > 0,
    },
    /** Sets the share of faults of every proxy. */
    harm(share: number, random: Random): void {
      for (const proxy of Object.values(proxies)) proxy.harm(share, random);
    },
    async stop(): Promise<void> {
      for (const connection of connections) connection.disconnect();
      direct.disconnect();
      tables.destroy();
      queues.destroy();
      for (const proxy of Object.values(proxies)) await proxy.stop();
      await Promise.all([redis.stop(), dynamo.close(), sqs.stop(), http.stop()]);
      await rm(dir, { recursive: true, force: true });
    },
  };
}
