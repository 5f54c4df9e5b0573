import { randomUUID } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { redisPriceCache } from '../../adapters/price-cache.ts';
import { watchedLedger } from '../../console/server/search/watched-ledger.ts';
import { systemClock } from '../../tasks/clock.ts';
import { localStores } from '../clients.ts';
import { taskHandlers } from '../handlers.ts';
import { modelBehind } from '../models.ts';
import { connectTo } from '../services/redis.ts';
import { invokeHandlers } from '../workflow.ts';
import type { FromThread, ToThread, Where } from './messages.ts';

const { dynamodb, redisUrl, modelUrl, models } = workerData as Where;
const tell = (message: FromThread) => parentPort?.postMessage(message);

const redis = connectTo(redisUrl);
const { catalog, priceStates, ledger } = localStores(dynamodb);
const [first, ...rest] = models;
const handlers = taskHandlers({
  catalog,
  priceStates,
  ledger: watchedLedger(ledger, {
    touched: (touched, closed) => tell({ touched, closed }),
    decided: (decided) => tell({ decided }),
  }),
  cache: redisPriceCache(redis),
  models: [modelBehind(modelUrl, first), ...rest.map((each) => modelBehind(modelUrl, each))],
  clock: systemClock,
  newEpoch: randomUUID,
});
const invoke = invokeHandlers(handlers);

parentPort?.on('message', (message: ToThread) => {
  if (message === 'forget') return catalog.forget();
  if (message === 'stop') {
    redis.disconnect();
    parentPort?.close();
    return undefined;
  }
  const { call, name, payload } = message;
  return void invoke(name, payload).then((answer) => tell({ call, ...answer }));
});

// A Redis that is away now is connected to again and again; until then its commands fail, as they do later.
await redis.connect().catch(() => {});
tell('ready');
