import { systemClock } from '../adapters/clock.ts';
import { sqsLetterQueue } from '../adapters/letter-queue.ts';
import { cacheHealth } from './cache-health.ts';
import type { LocalDeps } from './handlers.ts';
import { type HttpServer, listen } from './http.ts';
import type { PutEventsAnswer } from './services/eventbridge.ts';
import { WAITING_QUEUE } from './services/sqs.ts';
import { startPipeline } from './stack/pipeline.ts';
import { type Recovered, recover } from './stack/recover.ts';
import type { StackOptions, StackRun } from './stack/run.ts';
import { endpointsOf, servers } from './stack/servers.ts';
import { startServices } from './stack/services.ts';
import { openStores } from './stack/stores.ts';
import { jobsOf, startTimers } from './stack/timers.ts';
import { restartWaitingEvents } from './waiting-events.ts';

export interface Stack {
  url: string;
  /** Names and addresses of all services, for people. */
  endpoints: Record<string, string>;
  recovered: Recovered;
  /** The stores, for code in the same process. */
  stores: Pick<LocalDeps, 'catalog' | 'priceStates' | 'ledger' | 'cache'>;
  /** PutEvents with our own source, for code in the same process. */
  putEvents(input: unknown): Promise<PutEventsAnswer>;
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the pipeline on this machine, and finishes the events that the last run left open. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { onFault, onNotice: say = () => {} } = options;
  // The port comes first: a second start must fail before it touches the data.
  const http = await listen(options.port, { report: say });
  const steps: (() => Promise<unknown>)[] = [http.stop];
  const stop = async () => {
    for (const each of steps.splice(0).reverse()) await each();
  };
  const run: StackRun = { options, url: http.url, say, onFault, onStop: (step) => steps.push(step) };
  try {
    return { ...(await startParts(run, http)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(run: StackRun, http: HttpServer): Promise<Omit<Stack, 'stop'>> {
  const services = await startServices(run);
  const stores = await openStores(run, services);
  const pipeline = await startPipeline(run, services, stores);
  const { deps, care, eventBus, delivery } = pipeline;
  const health = cacheHealth(care.sentinel);
  const endpoints = endpointsOf(run, services);
  // Before the first event comes in, so that the reconciliation sees it.
  const jobs = await jobsOf(run, services, stores, pipeline, health);
  http.serve(servers({ run, services, stores, pipeline, health, endpoints }));

  const recovered = await recover(run, services, stores, pipeline, jobs);
  startTimers(jobs, run);
  run.onStop(
    restartWaitingEvents({
      queue: sqsLetterQueue(services.sqs.client, services.sqs.queueUrl(WAITING_QUEUE)),
      executions: deps.executions,
      clock: systemClock,
      onFault: run.onFault,
    }),
  );
  return {
    url: run.url,
    endpoints,
    recovered,
    stores: deps,
    putEvents: eventBus.putOwnEvents,
    idle: delivery.idle,
  };
}
