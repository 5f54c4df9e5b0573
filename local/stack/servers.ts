import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { modelName } from '../../adapters/demand-models.ts';
import { queueDepth, sqsLetterQueue } from '../../adapters/letter-queue.ts';
import { chosenIdentity, People } from '../../api/access/identity.ts';
import { consoleApi } from '../../api/app.ts';
import type { QueueName } from '../../api/deps.ts';
import { tripTexts } from '../../api/policies/tripped-policies.ts';
import { PAGE_DIR } from '../../console/server/build-page.ts';
import { PAGE_PATH, pageApp } from '../../console/server/page.ts';
import { storefrontApp } from '../../storefront/app.ts';
import { subscriptions } from '../../storefront/prices-channel.ts';
import { directCacheCare } from '../../upkeep/cache-care.ts';
import { acceptedEvents } from '../archive.ts';
import type { CacheHealth } from '../cache-health.ts';
import defaultPeople from '../default-people.json' with { type: 'json' };
import { awsEndpoint } from '../services/aws-endpoint.ts';
import { BUS_NAME } from '../services/eventbridge.ts';
import { sagemakerApp } from '../services/sagemaker.ts';
import { DEAD_LETTER_QUEUE, UNDELIVERED_QUEUE } from '../services/sqs.ts';
import { type Pipeline, STATE_MACHINE_ARN } from './pipeline.ts';
import type { StackRun } from './run.ts';
import type { Services } from './services.ts';
import type { Stores } from './stores.ts';

const QUEUES: Record<QueueName, string> = {
  'dead-letters': DEAD_LETTER_QUEUE,
  undelivered: UNDELIVERED_QUEUE,
};

/** Names and addresses of all services, for people. */
export const endpointsOf = (
  { options, url }: StackRun,
  { dynamodb, sqs, redis, log }: Services,
): Record<string, string> => ({
  http: url,
  'event bus': `${url} (bus ${BUS_NAME})`,
  'state machine': STATE_MACHINE_ARN,
  storefront: `${url}/v1/prices`,
  console: `${url}${PAGE_PATH}`,
  dynamodb: dynamodb.endpoint,
  sqs: sqs.endpoint,
  redis: redis.where,
  data: options.dataDir,
  ...(log ? { 'execution log': log.file } : {}),
});

interface Served {
  run: StackRun;
  services: Services;
  stores: Stores;
  pipeline: Pipeline;
  health: CacheHealth;
  endpoints: Record<string, string>;
}

/** Everything that the HTTP server answers: AWS, the storefront, the operators' API and the page. */
export function servers({ run, services, stores, pipeline, health, endpoints }: Served): Hono {
  const { sqs, redis, archive, log } = services;
  const { audit, index, unreadable } = stores;
  const { eventBus, workflow, delivery, deps, care, functions, artifacts } = pipeline;
  const queueOf = (name: QueueName) => sqsLetterQueue(sqs.client, sqs.queueUrl(QUEUES[name]));
  const api = consoleApi({
    ...deps,
    letters: { 'dead-letters': queueOf('dead-letters'), undelivered: queueOf('undelivered') },
    inspect: (queue) => sqs.inspect(QUEUES[queue]),
    redriving: { sleep, now: () => performance.now() },
    archive: acceptedEvents(archive),
    deliver: delivery.deliver,
    cacheCare: directCacheCare(care),
    ...(log ? { executionLog: () => log.file } : {}),
    // Tasks read terms through this very catalog, which drops its cache on writes.
    termsSettled: async () => {},
    identity: chosenIdentity(run.options.people ?? People.parse(defaultPeople)),
    events: index.search,
    live: {
      counts: index.counts,
      open: index.open,
      letters: (name) => queueDepth(sqs.client, sqs.queueUrl(QUEUES[name])),
      cache: health.now,
    },
    audit,
    status: async () => ({
      endpoints,
      redis: redis.where,
      model: deps.models.map(modelName).join(', '),
      inFlight: delivery.inFlight(),
      tripped: await tripTexts(deps),
      unreadable: unreadable.recent(),
    }),
  });
  return new Hono()
    .route('/', awsEndpoint({ putEvents: eventBus.putEvents, workflow, functions }))
    .route('/', sagemakerApp(new Map(artifacts.map(({ endpoint, model }) => [endpoint, model]))))
    .route('/', storefrontApp({ ...deps, subscribe: subscriptions(redis.subscriber, redis.names) }))
    .route('/api', api)
    .route('/', pageApp(PAGE_DIR));
}
