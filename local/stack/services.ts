import { join } from 'node:path';
import { claimCache, refuseCluster } from '../../adapters/cache-claim.ts';
import { cacheNames } from '../../adapters/cache-names.ts';
import { openArchive } from '../archive.ts';
import { openDataFolder } from '../data-folder.ts';
import { lockData } from '../data-lock.ts';
import { executionLog } from '../execution-log.ts';
import { freePort } from '../http.ts';
import { startDynamoDB } from '../services/dynamodb.ts';
import { startRedis } from '../services/redis.ts';
import { startSqs } from '../services/sqs.ts';
import type { StackRun } from './run.ts';

const DEFAULT_NAME = 'local';
const BULK_TIMEOUT_MS = 10_000;

export type Services = Awaited<ReturnType<typeof startServices>>;

/** Locks the data folder, and starts the services that keep their data in it. */
export async function startServices(run: StackRun) {
  const { options, say, onFault, onStop } = run;
  const { dataDir, port } = options;
  const sayFault = (line: string) => onFault(new Error(line));
  const portAfter = (offset: number) => (port === 0 ? 0 : port + offset);

  onStop(await lockData(dataDir));
  const data = await openDataFolder(dataDir, options.acceptLoss);
  data.notices.forEach(say);
  const dynamodb = await startDynamoDB(join(dataDir, 'dynamodb'), portAfter(1), sayFault);
  onStop(dynamodb.stop);
  const sqs = await startSqs(join(dataDir, 'sqs'), portAfter(2), sayFault);
  onStop(sqs.stop);
  const redis = await openRedis(run, portAfter(3) || (await freePort()), data.stackId);
  const archive = await openArchive(join(dataDir, 'archive'), data.archiveSize);
  onStop(archive.close);
  const log = options.executionLog ? executionLog(options.executionLog, onFault) : undefined;
  if (log) onStop(log.close);
  return { data, dynamodb, sqs, redis, archive, log };
}

async function openRedis({ options, say, onStop }: StackRun, port: number, owner: string) {
  const redis = await startRedis({
    url: options.redisUrl,
    path: options.path,
    dir: join(options.dataDir, 'redis'),
    port,
    say,
  });
  onStop(redis.stop);
  const commands = redis.connect();
  const subscriber = redis.connect();
  // Thousands of commands at a time may take longer than a second and must not delay readers.
  const bulk = redis.connect(BULK_TIMEOUT_MS);
  const clients = [commands, bulk, subscriber];
  onStop(async () => {
    for (const each of clients) each.disconnect();
  });
  await Promise.all(clients.map((each) => each.connect()));
  const names = cacheNames(options.name ?? DEFAULT_NAME);
  const { description: where } = redis;
  // A Redis of our own holds only our data; only a shared one needs a claim.
  const claim = redis.isShared ? () => claimCache(commands, names, { owner, where }) : undefined;
  if (claim) {
    await refuseCluster(commands, where);
    await claim();
  }
  return { where, names, commands, subscriber, bulk, claim };
}
