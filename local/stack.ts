import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Hono } from 'hono';
import type { Redis } from 'ioredis';
import { auditLog } from '../adapters/audit-log.ts';
import { type AuditSigner, localSigner } from '../adapters/audit-signer.ts';
import { claimCache, refuseCluster } from '../adapters/cache-claim.ts';
import { redisContent } from '../adapters/cache-content.ts';
import { type CacheNames, cacheNames } from '../adapters/cache-names.ts';
import { redisCacheSentinel } from '../adapters/cache-sentinel.ts';
import { systemClock } from '../adapters/clock.ts';
import { queueDepth, sqsLetterQueue } from '../adapters/letter-queue.ts';
import { redisPriceCache } from '../adapters/price-cache.ts';
import { unlessUnreadable } from '../adapters/stored-item.ts';
import { unreadableLog } from '../adapters/unreadable-log.ts';
import { chosenIdentity, People } from '../api/access/identity.ts';
import { consoleApi } from '../api/app.ts';
import type { QueueName } from '../api/deps.ts';
import { tripTexts } from '../api/policies/standing-trips.ts';
import type { Person } from '../api/routes/session.ts';
import { keepReviews } from '../compliance/reviews/keep-reviews.ts';
import { PAGE_DIR } from '../console/server/build-page.ts';
import { PAGE_PATH, pageApp } from '../console/server/page.ts';
import type { AuditNote } from '../domain/people/audit.ts';
import { PolicyTerms } from '../domain/policy/policy.ts';
import type { Verified } from '../domain/record/upkeep-lines.ts';
import { storefrontApp } from '../storefront/app.ts';
import { subscriptions } from '../storefront/prices-channel.ts';
import { type Models, modelName } from '../tasks/models.ts';
import { directCacheCare } from '../upkeep/cache-care.ts';
import { checkCache } from '../upkeep/check-cache.ts';
import { checkModels } from '../upkeep/check-models.ts';
import { rebuildNow } from '../upkeep/rebuild-cache.ts';
import { repriceDue } from '../upkeep/reprice-due.ts';
import { settleMarks } from '../upkeep/settle-marks.ts';
import { sweep } from '../upkeep/sweep.ts';
import { type Watched, watchMoves } from '../upkeep/watch-moves.ts';
import { loadDefinition } from '../workflows/definition.ts';
import eventPattern from '../workflows/event-pattern.json' with { type: 'json' };
import { acceptedEvents, openArchive } from './archive.ts';
import { cacheHealth } from './cache-health.ts';
import { keepCacheFilled } from './cache-keeper.ts';
import { directIntegrations, localBus, localExecutions, localStores } from './clients.ts';
import { type DataPart, openDataFolder } from './data-folder.ts';
import { lockData } from './data-lock.ts';
import defaultPeople from './default-people.json' with { type: 'json' };
import defaultPolicy from './default-policy.json' with { type: 'json' };
import { deliverTo } from './delivery.ts';
import { openEventIndex } from './event-index.ts';
import { executionLog } from './execution-log.ts';
import { type LocalDeps, localBindings, taskHandlers } from './handlers.ts';
import { freePort, listen } from './http.ts';
import { type Artifact, CHALLENGER_ENDPOINT, MODEL_ENDPOINT, modelBehind, readArtifact } from './models.ts';
import { checkpointArchive, reconciling, startUnfinished } from './recovery.ts';
import { auditRefusedPages } from './refused-pages.ts';
import { LOCAL_ACCOUNT, LOCAL_AWS } from './services/aws.ts';
import { awsEndpoint } from './services/aws-endpoint.ts';
import { startDynamoDB } from './services/dynamodb.ts';
import { BUS_NAME, eventBridge, type PutEventsAnswer } from './services/eventbridge.ts';
import { startRedis } from './services/redis.ts';
import { sagemakerApp } from './services/sagemaker.ts';
import { DEAD_LETTER_QUEUE, startSqs, UNDELIVERED_QUEUE, WAITING_QUEUE } from './services/sqs.ts';

import { every } from './timer.ts';
import { restartWaitingEvents } from './waiting-events.ts';
import { invokeHandlers, localWorkflow } from './workflow.ts';

export interface StackOptions {
  dataDir: string;
  /** Port of the HTTP server. DynamoDB, SQS and Redis use the next ones. 0: any free ports. */
  port: number;
  /** An existing Redis. */
  redisUrl?: string | undefined;
  /** Prefix of the stack's keys in Redis, by default `local`. Stacks that share a Redis need different ones. */
  name?: string | undefined;
  /** Where to search redis-server, in the format of PATH. */
  path?: string | undefined;
  /** A SageMaker runtime to use instead of the stack's own. */
  modelUrl?: string | undefined;
  /** Folder with model.json and contract.json, instead of the bundled model. */
  model?: string | undefined;
  /** Folder of a second model, for policies that name it as challenger. */
  challenger?: string | undefined;
  /** People to choose from in the console, by default those of `default-people.json`. */
  people?: Person[] | undefined;
  /** Days that entries of the audit log are kept. Omit it to keep them for ever. */
  auditDays?: number | undefined;
  /** Continues with a new key if the key of the audit log is missing. */
  newAuditKey?: boolean | undefined;
  /** Parts of the data that may be missing or truncated; their content is given up. */
  acceptLoss?: DataPart[] | undefined;
  /** File for the execution log, in the format of CloudWatch Logs at level ALL. Omit it for no log. */
  executionLog?: string | undefined;
  /** Receives faults that no caller sees. */
  onFault: (error: unknown) => void;
  /** Receives a line about each repair. */
  onNotice?: ((line: string) => void) | undefined;
}

export interface Stack {
  url: string;
  /** Names and addresses of all services, for people. */
  endpoints: Record<string, string>;
  /** What the start has recovered. */
  recovered: { restarted: number; started: number; published: number };
  /** The stores, for code in the same process. */
  stores: Pick<LocalDeps, 'catalog' | 'priceStates' | 'ledger' | 'cache'>;
  /** PutEvents with our own source, for code in the same process. */
  putEvents(input: unknown): Promise<PutEventsAnswer>;
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const MODEL_FOLDER = new URL('../model/artifact/', import.meta.url);
const QUEUES: Record<QueueName, string> = {
  'dead-letters': DEAD_LETTER_QUEUE,
  undelivered: UNDELIVERED_QUEUE,
};
const STATE_MACHINE_ARN = `arn:aws:states:${LOCAL_AWS.region}:${LOCAL_ACCOUNT}:stateMachine:reprice`;

// Executions end within seconds here; a row that is open for longer was abandoned.
const SWEEP = { openForMs: 30_000, maxSweeps: 5 };
const DEFAULT_NAME = 'local';
const SWEEP_EVERY_MS = 5_000;
const SETTLE_EVERY_MS = 60_000;
// Waiting events go into their queue by themselves; this finds events that could not be queued.
const RECONCILE_EVERY_MS = 60_000;
const REPRICE_EVERY_MS = 5_000;
const CHECK_MODELS_EVERY_MS = 5_000;
const WATCH_MOVES_EVERY_MS = 2_000;
const KEEP_REVIEWS_EVERY_MS = 30_000;
const ENTER_KEPT_EVERY_MS = 5_000;
const FORGET_EVERY_MS = 3_600_000;
const EXPIRE_EVERY_MS = 10_000;
const CHECK_CACHE_EVERY_MS = 600_000;
const BULK_TIMEOUT_MS = 10_000;
const STOP_WITHIN_MS = 15_000;

/** Starts the pipeline on this machine, and finishes the events that the last run left open. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dataDir, port, onFault, onNotice: say = () => {} } = options;
  // The port comes first: a second start must fail before it touches the data.
  const http = await listen(port, { report: say });
  const sayFault = (line: string) => onFault(new Error(line));
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
    const data = await openDataFolder(dataDir, options.acceptLoss);
    data.notices.forEach(say);
    const dynamodb = await startDynamoDB(join(dataDir, 'dynamodb'), portAfter(1), sayFault);
    stops.push(dynamodb.stop);
    const sqs = await startSqs(join(dataDir, 'sqs'), portAfter(2), sayFault);
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
    // Thousands of commands at a time may take longer than a second and must not delay readers.
    const bulk = redis.connect(BULK_TIMEOUT_MS);
    stops.push(async () => {
      commands.disconnect();
      bulk.disconnect();
      subscriber.disconnect();
    });
    await Promise.all([commands.connect(), bulk.connect(), subscriber.connect()]);
    const names = cacheNames(options.name ?? DEFAULT_NAME);
    // A Redis of our own holds only our data; only a shared one needs a claim.
    const claim = redis.isShared ? claimOf(commands, names, data.stackId, redis.description) : undefined;
    if (claim) {
      await refuseCluster(commands, redis.description);
      await claim();
    }
    const archive = await openArchive(join(dataDir, 'archive'), data.archiveSize);
    stops.push(archive.close);
    const executed = options.executionLog && executionLog(options.executionLog, onFault);
    if (executed) stops.push(executed.close);

    const unreadable = unreadableLog({ now: Date.now, say });
    const { ledger, auditStore, auditAnchors, keptNotes, ...others } = localStores(
      dynamodb.endpoint,
      unreadable.note,
    );
    const signedWith = (await unlessUnreadable(auditAnchors.read()))?.publicKey;
    const signer = await localSigner(join(dataDir, 'audit'), { signedWith, renew: options.newAuditKey });
    await data.noteParts();
    const audit = auditLog({
      store: auditStore,
      anchors: auditAnchors,
      kept: keptNotes,
      signer,
      clock: systemClock,
      retentionDays: options.auditDays,
    });
    if (signedWith !== undefined && signedWith !== signer.publicKey) await audit.append(keyReplaced(signer));
    const servers = { http: http.url, dynamodb: dynamodb.endpoint, sqs: sqs.endpoint };
    stops.push(
      auditRefusedPages({
        audit,
        servers: new Map(Object.entries(servers).map(([name, url]) => [Number(new URL(url).port), name])),
        now: () => performance.now(),
        onFault,
      }),
    );
    const index = await openEventIndex({
      dataDir,
      ledger,
      priceStates: others.priceStates,
      clock: systemClock,
      onFault,
    });
    stops.push(index.stop);
    const stores = { ...others, ledger: index.ledger };
    const eventBus = eventBridge({
      pattern: eventPattern,
      accept: (events) => delivery.accept(events),
      refused: (entries) => audit.append(forgedNote(entries)).then(() => {}, onFault),
      now: systemClock,
      newId: randomUUID,
    });
    const bus = localBus(eventBus.putOwnEvents);
    const executions = localExecutions(http.url, STATE_MACHINE_ARN);
    const [first, ...more] = await readModels(options);
    const behind = (artifact: Artifact) => modelBehind(options.modelUrl ?? http.url, artifact);
    const models: Models = [behind(first), ...more.map(behind)];
    const cache = redisPriceCache(commands, names);
    const underWayMs = SWEEP.openForMs;
    const newEpoch = randomUUID;
    const deps = {
      ...stores,
      cache,
      models,
      bus,
      executions,
      clock: systemClock,
      newEpoch,
      newId: randomUUID,
      underWayMs,
    };
    const care = {
      ...deps,
      cache: redisPriceCache(bulk, names),
      sentinel: redisCacheSentinel(bulk, names, randomUUID),
      content: redisContent(bulk, names),
    };
    const handlers = taskHandlers(deps);
    const workflow = localWorkflow({
      arn: STATE_MACHINE_ARN,
      definition: loadDefinition(
        localBindings(handlers, {
          BusName: BUS_NAME,
          DeadLetterQueueUrl: sqs.queueUrl(DEAD_LETTER_QUEUE),
          WaitingQueueUrl: sqs.queueUrl(WAITING_QUEUE),
          LedgerTable: 'ledger',
        }),
      ),
      integrations: {
        invokeFunction: invokeHandlers(handlers),
        ...directIntegrations(dynamodb.endpoint, sqs, eventBus.putOwnEvents),
      },
      log: executed ? executed.write : undefined,
      onFault,
    });
    const delivery = deliverTo({ archive, workflow, sqs, outage: dynamodb.outage, onFault });
    stops.push(() => {
      delivery.close();
      return Promise.race([delivery.idle(), sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
    });

    const reconcile = await reconciling({ archive, ledger: stores.ledger, delivery });

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
      ...(executed ? { 'execution log': executed.file } : {}),
    };
    const status = async () => ({
      endpoints,
      redis: redis.description,
      model: models.map(modelName).join(', '),
      inFlight: delivery.inFlight(),
      tripped: await tripTexts(stores),
      unreadable: unreadable.recent(),
    });
    const app = new Hono();
    app.route(
      '/',
      awsEndpoint({ putEvents: eventBus.putEvents, workflow, functions: Object.keys(handlers) }),
    );
    app.route('/', sagemakerApp(new Map([first, ...more].map(({ endpoint, model }) => [endpoint, model]))));
    app.route('/', storefrontApp({ ...deps, subscribe: subscriptions(subscriber, names) }));
    const queueOf = (name: QueueName) => sqsLetterQueue(sqs.client, sqs.queueUrl(QUEUES[name]));
    const letters = { 'dead-letters': queueOf('dead-letters'), undelivered: queueOf('undelivered') };
    const redriving = { sleep, now: () => performance.now() };
    const health = cacheHealth(care.sentinel);
    const api = consoleApi({
      ...deps,
      letters,
      inspect: (queue) => sqs.inspect(QUEUES[queue]),
      redriving,
      archive: acceptedEvents(archive),
      deliver: delivery.deliver,
      cacheCare: directCacheCare(care),
      ...(executed ? { executionLog: () => executed.file } : {}),
      // Tasks read terms through this very catalog, which drops its cache on writes.
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

    // The first start needs a policy.
    let unread = 0;
    const policies = await stores.catalog.policies(() => {
      unread += 1;
    });
    if (policies.length + unread === 0) await stores.catalog.putPolicy(PolicyTerms.parse(defaultPolicy));
    const { published } = await rebuildNow(care);
    const watch = watchMoves({ ...deps, report: tellTrips(say) });
    // Before any event is started: a runaway catalog must not continue with each start.
    await watch();
    const swept = systemClock();
    const { restarted } = await sweep({ ...deps, settings: { ...SWEEP, openForMs: 0 } })();
    await settleMarks(deps)();
    const started = await startUnfinished({
      archive,
      ledger: stores.ledger,
      delivery,
      swept,
      clock: systemClock,
    });
    // The checkpoint may only pass events that the index has.
    void Promise.all([index.catchUp(() => idsOf(archive.sinceCheckpoint())), delivery.idle()])
      .then(() => checkpointArchive({ archive, ledger: stores.ledger }))
      .catch(onFault);
    stops.push(keepCacheFilled({ ...care, redis: bulk, claim, say, onFault }));
    stops.push(
      every(
        CHECK_CACHE_EVERY_MS,
        checkCache({ ...care, report: health.noting(tellDifferences(say)) }),
        onFault,
      ),
    );
    stops.push(every(WATCH_MOVES_EVERY_MS, watch, onFault));
    stops.push(every(KEEP_REVIEWS_EVERY_MS, keepReviews({ ...deps, audit }), onFault));
    stops.push(every(ENTER_KEPT_EVERY_MS, audit.enterKept, onFault));
    stops.push(every(FORGET_EVERY_MS, audit.forget, onFault));
    stops.push(every(EXPIRE_EVERY_MS, () => others.forgetExpired(Date.now()), onFault));
    stops.push(every(SWEEP_EVERY_MS, sweep({ ...deps, settings: SWEEP }), onFault));
    stops.push(every(SETTLE_EVERY_MS, settleMarks(deps), onFault));
    stops.push(every(RECONCILE_EVERY_MS, reconcile, onFault));
    stops.push(
      restartWaitingEvents({
        queue: sqsLetterQueue(sqs.client, sqs.queueUrl(WAITING_QUEUE)),
        executions,
        clock: systemClock,
        onFault,
      }),
    );
    stops.push(every(REPRICE_EVERY_MS, repriceDue(deps), onFault));
    stops.push(every(CHECK_MODELS_EVERY_MS, checkModels({ ...deps, report: () => {} }), onFault));
    return {
      url: http.url,
      endpoints,
      recovered: { restarted, started, published },
      stores: { ...stores, cache },
      putEvents: eventBus.putOwnEvents,
      idle: delivery.idle,
      stop,
    };
  }
}

const claimOf = (redis: Redis, names: CacheNames, owner: string, where: string) => () =>
  claimCache(redis, names, { owner, where });

const keyReplaced = ({ publicKey, formerKeys }: AuditSigner): AuditNote => ({
  by: 'system',
  client: 'system',
  action: 'audit.new-key',
  subject: { kind: 'audit', id: 'key' },
  details: { publicKey, formerKeys },
});

const SHOWN_OF_DETAIL = 1_000;

/** Audit log entry for an attempt to put events with our source on the bus. */
const forgedNote = (entries: { source: string; detailType: string; detail: string }[]): AuditNote => ({
  by: 'unknown',
  client: 'system',
  action: 'bus.refuse-source',
  subject: { kind: 'event', id: entries[0]?.detailType.slice(0, 500) ?? '' },
  details: {
    entries: entries.map((each) => ({
      source: each.source,
      detailType: each.detailType.slice(0, 200),
      detail: each.detail.slice(0, SHOWN_OF_DETAIL),
    })),
  },
});

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
