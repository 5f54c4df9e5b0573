import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';
import { dynamoAuditAnchors } from '../../adapters/audit-anchor.ts';
import { auditLog } from '../../adapters/audit-log.ts';
import { dynamoAuditStore } from '../../adapters/audit-store.ts';
import { eventBridgeBus } from '../../adapters/bus.ts';
import { TERMS_AGE_MS } from '../../adapters/catalog/policies.ts';
import { dynamoCatalog } from '../../adapters/catalog.ts';
import { systemClock } from '../../adapters/clock.ts';
import {
  type DemandModel,
  type DeployedModel,
  type Models,
  modelName,
} from '../../adapters/demand-models.ts';
import type { Directory } from '../../adapters/directory.ts';
import { dynamoClient } from '../../adapters/dynamo.ts';
import { eventBridgeArchive } from '../../adapters/event-archive.ts';
import { linkToLogOf } from '../../adapters/execution-log-link.ts';
import { dynamoKeptNotes } from '../../adapters/kept-notes.ts';
import { kmsSigner } from '../../adapters/kms-signer.ts';
import { dynamoLedger } from '../../adapters/ledger.ts';
import { queueDepth, sqsLetterQueue } from '../../adapters/letter-queue.ts';
import { lookedAtQueue } from '../../adapters/looked-at-queue.ts';
import { dynamoOrders } from '../../adapters/orders.ts';
import { dynamoDrafts } from '../../adapters/policy-drafts.ts';
import { dynamoPriceStates } from '../../adapters/price-state.ts';
import { dynamoReviews } from '../../adapters/reviews.ts';
import { callerIdentity, StagePeople } from '../../api/access/identity.ts';
import type { ApiDeps, QueueName } from '../../api/deps.ts';
import { ledgerLive } from '../../api/live/ledger-live.ts';
import { tripTexts } from '../../api/policies/tripped-policies.ts';
import { ledgerSearch } from '../../api/search/ledger-search.ts';
import type { CacheCare } from '../../upkeep/cache-care.ts';
import type { AwsConfig, Caller } from './find-stage.ts';
import type { StageRedis } from './redis.ts';

export interface StageParts {
  directory: Directory;
  caller: Caller;
  config: AwsConfig;
  /** Set if the stage's Redis can be reached from here. */
  redis: StageRedis | undefined;
}

/** Longer than any check may run. No second attempt, which would start the check again. */
const INVOKE_WITHIN_MS = 910_000;
/** Margin for clock differences and answers in transit; terms are never older than their maximum age. */
const TERMS_MARGIN_MS = 200;

/** The parts of the API on AWS. Clients that few commands need are loaded at first use. */
export async function stageDeps({ directory, caller, config, redis }: StageParts): Promise<ApiDeps> {
  const tables = dynamoClient(config);
  const stores = {
    catalog: dynamoCatalog(tables, directory.tables.catalog, Date.now),
    priceStates: dynamoPriceStates(tables, directory.tables.priceState),
    ledger: dynamoLedger(tables, directory.tables.ledger),
    reviews: dynamoReviews(tables, directory.tables.reviews),
    orders: dynamoOrders(tables, directory.tables.reviews),
    drafts: dynamoDrafts(tables, directory.tables.catalog),
  };
  const { underWayMs, stateMachineArn } = directory;
  const people = directory.people && StagePeople.parse(directory.people);
  const { account, region } = caller;
  const events = new EventBridgeClient(config);
  const sqs = new SQSClient(config);
  const now = () => performance.now();
  const urls: Record<QueueName, string> = {
    'dead-letters': directory.queues.deadLetters,
    undelivered: directory.queues.undelivered,
  };
  const queues = {
    'dead-letters': lookedAtQueue(sqsLetterQueue(sqs, urls['dead-letters']), { sleep, now }),
    undelivered: lookedAtQueue(sqsLetterQueue(sqs, urls.undelivered), { sleep, now }),
  };
  const executions = {
    start: async (envelope: Record<string, unknown>) => {
      const [{ SFNClient }, { stepFunctions }] = await Promise.all([
        import('@aws-sdk/client-sfn'),
        import('../../adapters/executions.ts'),
      ]);
      return stepFunctions(new SFNClient(config), stateMachineArn).start(envelope);
    },
  };

  const executionLog = linkToLogOf(directory, region);
  const search = ledgerSearch({ ...stores, clock: systemClock });

  return {
    ...stores,
    models: askable(directory.models, config),
    bus: eventBridgeBus(events, directory.bus.name),
    executions,
    letters: { 'dead-letters': queues['dead-letters'].letters, undelivered: queues.undelivered.letters },
    inspect: (queue) => queues[queue].inspect(),
    redriving: { sleep, now },
    archive: eventBridgeArchive({
      client: events,
      queue: sqsLetterQueue(sqs, directory.replay.queueUrl),
      where: directory,
      newId: randomUUID,
      sleep,
      now,
    }),
    deliver: executions.start,
    underWayMs,
    cacheCare: careOf(() => careFor({ ...stores, clock: systemClock, underWayMs })),
    ...(executionLog ? { executionLog } : {}),
    identity: callerIdentity({ stage: directory.stage, account, region }, caller.arn, people),
    audit: auditLog({
      store: dynamoAuditStore(tables, directory.tables.audit),
      anchors: dynamoAuditAnchors(tables, directory.tables.catalog),
      kept: dynamoKeptNotes(tables, directory.tables.catalog),
      signer: await kmsSigner(new KMSClient(config), directory.auditKey),
      clock: systemClock,
    }),
    events: search,
    live: {
      ...ledgerLive({ ...stores, events: search, clock: systemClock }),
      letters: (name) => queueDepth(sqs, urls[name]),
      cache: async () => ({ state: 'unknown' }),
    },
    termsSettled: () => sleep(TERMS_AGE_MS + TERMS_MARGIN_MS),
    clock: systemClock,
    newId: randomUUID,
    status: async () => ({
      stage: directory.stage,
      account,
      region,
      endpoints: endpointsOf(directory),
      model: directory.models.map(modelName).join(', '),
      letters: {
        'dead-letters': await queueDepth(sqs, urls['dead-letters']),
        undelivered: await queueDepth(sqs, urls.undelivered),
      },
      tripped: await tripTexts(stores),
    }),
  };

  async function careFor(deps: Parameters<StageRedis['cacheCare']>[0]): Promise<CacheCare> {
    if (redis !== undefined) return redis.cacheCare(deps);
    const [{ LambdaClient }, { lambdaFunctions }, { invokedCacheCare }] = await Promise.all([
      import('@aws-sdk/client-lambda'),
      import('../../adapters/functions.ts'),
      import('./invoked-cache-care.ts'),
    ]);
    const client = new LambdaClient({
      ...config,
      maxAttempts: 1,
      requestHandler: { requestTimeout: INVOKE_WITHIN_MS, throwOnRequestTimeout: true },
    });
    return invokedCacheCare({ functions: lambdaFunctions(client), ...directory.functions });
  }
}

/** The models of the stage, called with the caller's own credentials. */
function askable(deployed: Directory['models'], config: AwsConfig): Models {
  const ask = (each: DeployedModel): DemandModel => ({
    ...each,
    predict: async (...asked) => {
      const [{ SageMakerRuntimeClient }, { sagemakerPriceModel }] = await Promise.all([
        import('@aws-sdk/client-sagemaker-runtime'),
        import('../../adapters/price-model.ts'),
      ]);
      return sagemakerPriceModel(new SageMakerRuntimeClient(config), each.endpoint).predict(...asked);
    },
  });
  const [first, ...more] = deployed;
  if (first === undefined) throw new Error('the stage has no model');
  return [ask(first), ...more.map(ask)];
}

const careOf = (load: () => Promise<CacheCare>): CacheCare => ({
  async *verify() {
    return yield* (await load()).verify();
  },
  async *rebuild() {
    return yield* (await load()).rebuild();
  },
});

const endpointsOf = ({ bus, stateMachineArn, tables, queues, storefront, executionLog }: Directory) => ({
  'event bus': bus.arn,
  'state machine': stateMachineArn,
  storefront,
  catalog: tables.catalog,
  'price states': tables.priceState,
  ledger: tables.ledger,
  'dead letters': queues.deadLetters,
  undelivered: queues.undelivered,
  ...(executionLog ? { 'execution log': executionLog.group } : {}),
});
