import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';
import { auditLog } from '../../adapters/audit-log.ts';
import { dynamoAuditStore } from '../../adapters/audit-store.ts';
import { eventBridgeBus } from '../../adapters/bus.ts';
import { dynamoCatalog, TERMS_AGE_MS } from '../../adapters/catalog.ts';
import type { Directory } from '../../adapters/directory.ts';
import { dynamoClient } from '../../adapters/dynamo.ts';
import { eventBridgeArchive } from '../../adapters/event-archive.ts';
import { kmsSigner } from '../../adapters/kms-signer.ts';
import { dynamoLedger } from '../../adapters/ledger.ts';
import { queueDepth, sqsLetterQueue } from '../../adapters/letter-queue.ts';
import { lookedAtQueue } from '../../adapters/looked-at-queue.ts';
import { dynamoDrafts } from '../../adapters/policy-drafts.ts';
import { dynamoPriceStates } from '../../adapters/price-state.ts';
import { dynamoReviews } from '../../adapters/reviews.ts';
import type { ApiNeed, QueueName } from '../../console/server/api/need.ts';
import { tripTexts } from '../../console/server/api/resume.ts';
import { callerIdentity, StagePeople } from '../../console/server/identity.ts';
import { ledgerLive } from '../../console/server/live/ledger-live.ts';
import { ledgerSearch } from '../../console/server/search/ledger-search.ts';
import type { CacheCare } from '../../tasks/cache-care.ts';
import { systemClock } from '../../tasks/clock.ts';
import { modelName } from '../../tasks/models.ts';
import type { AwsConfig, Caller } from './find-stage.ts';
import type { StageRedis } from './redis.ts';

export interface StageParts {
  directory: Directory;
  caller: Caller;
  config: AwsConfig;
  /** Given where the stage's Redis can be reached from here. */
  redis: StageRedis | undefined;
}

/** Longer than any check may run; without a second attempt, which would start it once more. */
const INVOKE_WITHIN_MS = 910_000;
/** Clocks and answers on their way; the terms themselves are never older than their age. */
const TERMS_MARGIN_MS = 200;

/** What the API is made from on AWS. Clients that few commands need are loaded when they are first asked. */
export async function stageNeed({ directory, caller, config, redis }: StageParts): Promise<ApiNeed> {
  const tables = dynamoClient(config);
  const stores = {
    catalog: dynamoCatalog(tables, directory.tables.catalog, Date.now),
    priceStates: dynamoPriceStates(tables, directory.tables.priceState),
    ledger: dynamoLedger(tables, directory.tables.ledger),
    reviews: dynamoReviews(tables, directory.tables.reviews),
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

  const search = ledgerSearch({ ...stores, clock: systemClock });

  return {
    ...stores,
    models: directory.models,
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
    traces: {
      read: async (executionArns, span) => {
        const [{ CloudWatchLogsClient }, { insightsLog }] = await Promise.all([
          import('@aws-sdk/client-cloudwatch-logs'),
          import('../../adapters/execution-log.ts'),
        ]);
        const client = new CloudWatchLogsClient(config);
        return insightsLog({ client, logGroup: directory.traceLogGroup, sleep, now }).read(
          executionArns,
          span,
        );
      },
    },
    identity: callerIdentity({ stage: directory.stage, account, region }, caller.arn, people),
    audit: auditLog({
      store: dynamoAuditStore(tables, directory.tables.audit),
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

  async function careFor(need: Parameters<StageRedis['cacheCare']>[0]): Promise<CacheCare> {
    if (redis !== undefined) return redis.cacheCare(need);
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

const careOf = (load: () => Promise<CacheCare>): CacheCare => ({
  async *verify() {
    return yield* (await load()).verify();
  },
  async *rebuild() {
    return yield* (await load()).rebuild();
  },
});

const endpointsOf = ({ bus, stateMachineArn, tables, queues, storefront, traceLogGroup }: Directory) => ({
  'event bus': bus.arn,
  'state machine': stateMachineArn,
  storefront,
  catalog: tables.catalog,
  'price states': tables.priceState,
  ledger: tables.ledger,
  'dead letters': queues.deadLetters,
  undelivered: queues.undelivered,
  traces: traceLogGroup,
});
