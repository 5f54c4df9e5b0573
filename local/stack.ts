import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Hono } from 'hono';
import { auditLog } from '../adapters/audit-log.ts';
import { localSigner } from '../adapters/audit-signer.ts';
import { redisContent } from '../adapters/cache-content.ts';
import { redisCacheSentinel } from '../adapters/cache-sentinel.ts';
import { queueDepth, sqsLetterQueue } from '../adapters/letter-queue.ts';
import { redisPriceCache } from '../adapters/price-cache.ts';
import type { Person } from '../console/contract/people.ts';
import { consoleApi } from '../console/server/api/app.ts';
import type { QueueName } from '../console/server/api/need.ts';
import { tripTexts } from '../console/server/api/resume.ts';
import { PAGE_DIR } from '../console/server/build-page.ts';
import { chosenIdentity, People } from '../console/server/identity.ts';
import { PAGE_PATH, pageApp } from '../console/server/page.ts';
import { PolicyTerms } from '../domain/policy.ts';
import { storefrontApp } from '../storefront/app.ts';
import { subscriptions } from '../storefront/prices-channel.ts';
import { directCacheCare } from '../tasks/cache-care.ts';
import { checkCache } from '../tasks/check-cache.ts';
import { checkModels } from '../tasks/check-models.ts';
import { systemClock } from '../tasks/clock.ts';
import { type Models, modelName } from '../tasks/models.ts';
import { rebuildNow } from '../tasks/rebuild-cache.ts';
import { repriceDue } from '../tasks/reprice-due.ts';
import { keepReviews } from '../tasks/reviews/keep-reviews.ts';
import { settleMarks } from '../tasks/settle-marks.ts';
import { sweep } from '../tasks/sweep.ts';
import type { Verified } from '../tasks/verify-cache.ts';
import { type Watched, watchMoves } from '../tasks/watch-moves.ts';
import { loadDefinition } from '../workflows/definition.ts';
import eventPattern from '../workflows/event-pattern.json' with { type: 'json' };
import { acceptedEvents, openArchive } from './archive.ts';
import { cacheHealth } from './cache-health.ts';
import { keepCacheFilled } from './cache-keeper.ts';
import { directIntegrations, localServices, localStores } from './clients.ts';
import { lockData } from './data-lock.ts';
import defaultPeople from './default-people.json' with { type: 'json' };
import defaultPolicy from './default-policy.json' with { type: 'json' };
import { deliverTo } from './delivery.ts';
import { openEventIndex } from './event-index.ts';
import { localBindings, type TaskNeeds, taskHandlers } from './handlers.ts';
import { freePort, listen } from './http.ts';
import { type Artifact, CHALLENGER_ENDPOINT, MODEL_ENDPOINT, modelBehind, readArtifact } from './models.ts';
import { checkpointArchive, startUnfinished } from './recovery.ts';
import { LOCAL_ACCOUNT, LOCAL_AWS } from './services/aws.ts';
import { awsEndpoint } from './services/aws-endpoint.ts';
import { startDynamoDB } from './services/dynamodb.ts';
import { BUS_NAME, eventBridge } from './services/eventbridge.ts';
import { startRedis } from './services/redis.ts';
import { sagemakerApp } from './services/sagemaker.ts';
import { DEAD_LETTER_QUEUE, startSqs, UNDELIVERED_QUEUE } from './services/sqs.ts';

import { every } from './timer.ts';
import { openTraceLog } from './trace-log.ts';
import { invokeHandlers, localWorkflow } from './workflow.ts';

export interface StackOptions {
  dataDir: string;
  /** Port of the HTTP server; those of DynamoDB, SQS and Redis follow it. 0: any free ones. */
  port: number;
  /** A Redis that is there already. */
  redisUrl?: string | undefined;
  /** Where to look for redis-server, as in PATH. */
  path?: string | undefined;
  /** A SageMaker runtime elsewhere, in place of the stack's own. */
  modelUrl?: string | undefined;
  /** A folder with model.json and contract.json, in place of the model that comes along. */
  model?: string | undefined;
  /** Another such folder, served beside it for policies that name it as challenger. */
  challenger?: string | undefined;
  /** Who can be chosen in the console; those of `default-people.json` where none are given. */
  people?: Person[] | undefined;
  /** For how many days the entries of the audit log are kept; for ever when left out. */
  auditDays?: number | undefined;
  /** Told of faults that no caller gets to see. */
  onFault: (error: unknown) => void;
  /** Told in a line of what was mended. */
  onNotice?: ((line: string) => void) | undefined;
}

export interface Stack {
  url: string;
  /** Where everything is, for people. */
  endpoints: Record<string, string>;
  /** What the start found to do. */
  recovered: { restarted: number; started: number; published: number };
  /** The stores, for whoever runs in the same process. */
  stores: Pick<TaskNeeds, 'catalog' | 'priceStates' | 'ledger' | 'cache'>;
  /** Returns when no execution is under way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const MODEL_FOLDER = new URL('../model/artifact/', import.meta.url);
const QUEUES: Record<QueueName, string> = {
  'dead-letters': DEAD_LETTER_QUEUE,
  undelivered: UNDELIVERED_QUEUE,
};
const STATE_MACHINE_ARN = `arn:aws:states:${LOCAL_AWS.region}:${LOCAL_ACCOUNT}:stateMachine:reprice`;

// An execution here ends within seconds; a row that is open for longer was left.
const SWEEP = { openForMs: 30_000, maxSweeps: 5 };
const SWEEP_EVERY_MS = 5_000;
const SETTLE_EVERY_MS = 60_000;
const REPRICE_EVERY_MS = 5_000;
const CHECK_MODELS_EVERY_MS = 5_000;
const WATCH_MOVES_EVERY_MS = 2_000;
const KEEP_REVIEWS_EVERY_MS = 30_000;
const FORGET_EVERY_MS = 3_600_000;
const CHECK_CACHE_EVERY_MS = 600_000;
const BULK_TIMEOUT_MS = 10_000;
const TRACES_BYTES = 2 ** 30;
const STOP_WITHIN_MS = 15_000;

/** Starts the pipeline on this machine, and finishes what the last run left. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dataDir, port, onFault, onNotice: say = () => {} } = options;
  // The port comes first: a second start fails on it before it touches the data.
  const http = await listen(port);
  const portAfter = (offset: number) => (port === 0 ? 0 : port + offset);
  const stops: (() => Promise<unknown>)[] = [http.stop];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    return await startServices();
  } catch (error) {
    await stop();
    throw error;
  }

  async function startServices(): Promise<Stack> {
    stops.push(await lockData(dataDir));
    const dynamodb = await startDynamoDB(join(dataDir, 'dynamodb'), portAfter(1), onFault);
    stops.push(dynamodb.stop);
    const sqs = await startSqs(join(dataDir, 'sqs'), portAfter(2), onFault);
    stops.push(sqs.stop);
    const redis = await startRedis({
      url: options.redisUrl,
      path: options.path,
      dir: join(dataDir, 'redis'),
      port: portAfter(3) || (await freePort()),
      say,
    });
    stops.push(redis.stop);
    const [commands, subscriber] = [redis.connect(), redis.connect()];
    // Thousands of commands at a time, which need not be answered within a second, and are in no reader's way.
    const bulk = redis.connect(BULK_TIMEOUT_MS);
    stops.push(async () => {
      commands.disconnect();
      bulk.disconnect();
      subscriber.disconnect();
    });
    await Promise.all([commands.connect(), bulk.connect(), subscriber.connect()]);
    const archive = await openArchive(join(dataDir, 'archive'));
    stops.push(archive.close);
    const traces = await openTraceLog(join(dataDir, 'traces'), TRACES_BYTES, onFault);
    stops.push(traces.close);

    const { ledger, auditStore, ...others } = localStores(dynamodb.endpoint);
    const signer = await localSigner(join(dataDir, 'audit'));
    const audit = auditLog({
      store: auditStore,
      signer,
      clock: systemClock,
      retentionDays: options.auditDays,
    });
    const index = await openEventIndex({ dataDir, ledger, clock: systemClock, onFault });
    stops.push(index.stop);
    const stores = { ...others, ledger: index.ledger };
    const { bus, executions } = localServices(http.url, STATE_MACHINE_ARN);
    const [first, ...more] = await readModels(options);
    const behind = (artifact: Artifact) => modelBehind(options.modelUrl ?? http.url, artifact);
    const models: Models = [behind(first), ...more.map(behind)];
    const cache = redisPriceCache(commands);
    const underWayMs = SWEEP.openForMs;
    const newEpoch = randomUUID;
    const need = { ...stores, cache, models, bus, executions, clock: systemClock, newEpoch, underWayMs };
    const care = {
      ...need,
      cache: redisPriceCache(bulk),
      sentinel: redisCacheSentinel(bulk, randomUUID),
      content: redisContent(bulk),
    };
    const handlers = taskHandlers(need);
    const eventBus = eventBridge({
      pattern: eventPattern,
      accept: (events) => delivery.accept(events),
      now: systemClock,
      newId: randomUUID,
    });
    const workflow = localWorkflow({
      arn: STATE_MACHINE_ARN,
      definition: loadDefinition(
        localBindings(handlers, {
          BusName: BUS_NAME,
          DeadLetterQueueUrl: sqs.queueUrl(DEAD_LETTER_QUEUE),
          PriceStateTable: 'price-state',
        }),
      ),
      integrations: {
        invokeFunction: invokeHandlers(handlers),
        ...directIntegrations(dynamodb.endpoint, sqs, eventBus.putEvents),
      },
      log: traces.write,
      onFault,
    });
    const delivery = deliverTo({ archive, workflow, sqs, onFault });
    stops.push(() => {
      delivery.close();
      return Promise.race([workflow.idle(), sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
    });

    const endpoints = {
      http: http.url,
      'event bus': `${http.url} (bus ${BUS_NAME})`,
      'state machine': STATE_MACHINE_ARN,
      storefront: `${http.url}/v1/prices`,
      console: `${http.url}${PAGE_PATH}`,
      dynamodb: dynamodb.endpoint,
      sqs: sqs.endpoint,
      redis: redis.description,
      data: dataDir,
    };
    const status = async () => ({
      endpoints,
      redis: redis.description,
      model: models.map(modelName).join(', '),
      inFlight: workflow.inFlight(),
      tripped: await tripTexts(stores),
    });
    const app = new Hono();
    app.route('/', awsEndpoint({ putEvents: eventBus.putEvents, workflow }));
    app.route('/', sagemakerApp(new Map([first, ...more].map(({ endpoint, model }) => [endpoint, model]))));
    app.route('/', storefrontApp({ ...need, subscribe: subscriptions(subscriber) }));
    const queueOf = (name: QueueName) => sqsLetterQueue(sqs.client, sqs.queueUrl(QUEUES[name]));
    const letters = { 'dead-letters': queueOf('dead-letters'), undelivered: queueOf('undelivered') };
    const redriving = { sleep, now: () => performance.now() };
    const health = cacheHealth(care.sentinel);
    const api = consoleApi({
      ...need,
      letters,
      inspect: (queue) => sqs.inspect(QUEUES[queue]),
      redriving,
      archive: acceptedEvents(archive),
      deliver: delivery.deliver,
      cacheCare: directCacheCare(care),
      traces,
      // The tasks read terms through this very catalog, which forgets what it writes.
      termsSettled: async () => {},
      identity: chosenIdentity(options.people ?? People.parse(defaultPeople)),
      events: index.search,
      live: {
        counts: index.counts,
        open: index.open,
        letters: (name) => queueDepth(sqs.client, sqs.queueUrl(QUEUES[name])),
        cache: health.now,
      },
      audit,
      status,
    });
    app.route('/api', api);
    app.route('/', pageApp(PAGE_DIR));
    http.serve(app);

    // A first start has something to price by.
    if ((await stores.catalog.policies()).length === 0)
      await stores.catalog.putPolicy(PolicyTerms.parse(defaultPolicy));
    const { published } = await rebuildNow(care);
    const watch = watchMoves({ ...need, report: tellTrips(say) });
    // Before any event is started again: a runaway catalog must not go on with each start.
    await watch();
    const swept = systemClock();
    const { restarted } = await sweep({ ...need, settings: { ...SWEEP, openForMs: 0 } })();
    await settleMarks(need)();
    const started = await startUnfinished({ archive, ledger: stores.ledger, delivery, swept });
    // The checkpoint moves past events that the index may lack.
    void Promise.all([index.catchUp(() => idsOf(archive.sinceCheckpoint())), workflow.idle()])
      .then(() => checkpointArchive({ archive, ledger: stores.ledger }))
      .catch(onFault);
    stops.push(keepCacheFilled({ ...care, redis: bulk, say, onFault }));
    stops.push(
      every(
        CHECK_CACHE_EVERY_MS,
        checkCache({ ...care, report: health.noting(tellDifferences(say)) }),
        onFault,
      ),
    );
    stops.push(every(WATCH_MOVES_EVERY_MS, watch, onFault));
    stops.push(every(KEEP_REVIEWS_EVERY_MS, keepReviews({ ...need, audit }), onFault));
    stops.push(every(FORGET_EVERY_MS, audit.forget, onFault));
    stops.push(every(SWEEP_EVERY_MS, sweep({ ...need, settings: SWEEP }), onFault));
    stops.push(every(SETTLE_EVERY_MS, settleMarks(need), onFault));
    stops.push(every(REPRICE_EVERY_MS, repriceDue(need), onFault));
    stops.push(every(CHECK_MODELS_EVERY_MS, checkModels({ ...need, report: () => {} }), onFault));
    return {
      url: http.url,
      endpoints,
      recovered: { restarted, started, published },
      stores: { ...stores, cache },
      idle: workflow.idle,
      stop,
    };
  }
}

async function* idsOf(envelopes: AsyncIterable<{ id: string }>): AsyncGenerator<string> {
  for await (const { id } of envelopes) yield id;
}

const tellDifferences =
  (say: (line: string) => void) =>
  ({ differences }: Verified): void => {
    const found = Object.entries(differences).map(([kind, count]) => `${count} ${kind}`);
    if (found.length > 0)
      say(`Cache, record and ledger differ (${found.join(', ')}): pricewire cache verify`);
  };

const tellTrips =
  (say: (line: string) => void) =>
  ({ tripped }: Watched): void => {
    for (const { policyId, trip } of tripped)
      say(`Policy ${policyId} is paused by its breaker: ${trip.why}. pricewire policy show ${policyId}`);
  };

async function readModels({ model, challenger }: StackOptions): Promise<[Artifact, ...Artifact[]]> {
  const folder = (path: string) => pathToFileURL(`${resolve(path)}/`);
  const first = await readArtifact(MODEL_ENDPOINT, model === undefined ? MODEL_FOLDER : folder(model));
  if (challenger === undefined) return [first];
  return [first, await readArtifact(CHALLENGER_ENDPOINT, folder(challenger))];
}
