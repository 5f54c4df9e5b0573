import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { redisContent } from '../../adapters/cache-content.ts';
import { redisCacheSentinel } from '../../adapters/cache-sentinel.ts';
import { systemClock } from '../../adapters/clock.ts';
import type { Models } from '../../adapters/demand-models.ts';
import { redisPriceCache } from '../../adapters/price-cache.ts';
import type { AuditNote } from '../../domain/people/audit.ts';
import { loadDefinition } from '../../workflows/definition.ts';
import eventPattern from '../../workflows/event-pattern.json' with { type: 'json' };
import { directIntegrations, localBus, localExecutions } from '../clients.ts';
import { deliverTo } from '../delivery.ts';
import { localBindings, taskHandlers } from '../handlers.ts';
import { type Artifact, CHALLENGER_ENDPOINT, MODEL_ENDPOINT, modelBehind, readArtifact } from '../models.ts';
import { LOCAL_ACCOUNT, LOCAL_AWS } from '../services/aws.ts';
import { BUS_NAME, eventBridge } from '../services/eventbridge.ts';
import { DEAD_LETTER_QUEUE, WAITING_QUEUE } from '../services/sqs.ts';
import { invokeHandlers, localWorkflow } from '../workflow.ts';
import type { StackOptions, StackRun } from './run.ts';
import type { Services } from './services.ts';
import type { Stores } from './stores.ts';

export const STATE_MACHINE_ARN = `arn:aws:states:${LOCAL_AWS.region}:${LOCAL_ACCOUNT}:stateMachine:reprice`;

// Executions end within seconds here; a row that is open for longer was abandoned.
export const SWEEP = { openForMs: 30_000, maxSweeps: 5 };
const MODEL_FOLDER = new URL('../../model/artifact/', import.meta.url);
const STOP_WITHIN_MS = 15_000;

export type Pipeline = Awaited<ReturnType<typeof startPipeline>>;

/** From the bus to the tasks: what a delivered event runs through. */
export async function startPipeline(run: StackRun, services: Services, { stores, audit }: Stores) {
  const { options, url, onFault, onStop } = run;
  const { dynamodb, sqs, redis, archive, log } = services;
  const eventBus = eventBridge({
    pattern: eventPattern,
    accept: (events) => delivery.accept(events),
    refused: (entries) => audit.append(forgedNote(entries)).then(() => {}, onFault),
    now: systemClock,
    newId: randomUUID,
  });

  const [first, ...more] = await readModels(options);
  const behind = (artifact: Artifact) => modelBehind(options.modelUrl ?? url, artifact);
  const models: Models = [behind(first), ...more.map(behind)];
  const deps = {
    ...stores,
    cache: redisPriceCache(redis.commands, redis.names),
    models,
    bus: localBus(eventBus.putOwnEvents),
    executions: localExecutions(url, STATE_MACHINE_ARN),
    clock: systemClock,
    newEpoch: randomUUID,
    newId: randomUUID,
    underWayMs: SWEEP.openForMs,
  };
  /** For work on the whole cache. */
  const care = {
    ...deps,
    cache: redisPriceCache(redis.bulk, redis.names),
    sentinel: redisCacheSentinel(redis.bulk, redis.names, randomUUID),
    content: redisContent(redis.bulk, redis.names),
  };

  const handlers = taskHandlers(deps);
  const bindings = localBindings(handlers, {
    BusName: BUS_NAME,
    DeadLetterQueueUrl: sqs.queueUrl(DEAD_LETTER_QUEUE),
    WaitingQueueUrl: sqs.queueUrl(WAITING_QUEUE),
    LedgerTable: 'ledger',
  });
  const workflow = localWorkflow({
    arn: STATE_MACHINE_ARN,
    definition: loadDefinition(bindings),
    integrations: {
      invokeFunction: invokeHandlers(handlers),
      ...directIntegrations(dynamodb.endpoint, sqs, eventBus.putOwnEvents),
    },
    log: log?.write,
    onFault,
  });
  const delivery = deliverTo({ archive, workflow, sqs, outage: dynamodb.outage, onFault });
  onStop(() => {
    delivery.close();
    return Promise.race([delivery.idle(), sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
  });
  return {
    eventBus,
    artifacts: [first, ...more],
    deps,
    care,
    workflow,
    functions: Object.keys(handlers),
    delivery,
  };
}

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

async function readModels({ model, challenger }: StackOptions): Promise<[Artifact, ...Artifact[]]> {
  const folder = (path: string) => pathToFileURL(`${resolve(path)}/`);
  const first = await readArtifact(MODEL_ENDPOINT, model === undefined ? MODEL_FOLDER : folder(model));
  if (challenger === undefined) return [first];
  return [first, await readArtifact(CHALLENGER_ENDPOINT, folder(challenger))];
}
