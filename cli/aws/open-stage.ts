import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { Hono } from 'hono';
import { consoleApi } from '../../api/app.ts';
import { asError } from '../../domain/values/thrown.ts';
import { type InventoryBus, inventoryBus } from '../shared/bus.ts';
import { CliFailure } from '../shared/failure.ts';
import type { StageOptions } from '../shared/stage-target.ts';
import type { Terminal } from '../shared/terminal.ts';
import { awsFailure } from './failure.ts';
import { awsConfig, callerOf, findStage } from './find-stage.ts';
import { priceRoutes } from './price-routes.ts';
import { redisOf } from './redis.ts';
import { type StageParts, stageDeps } from './stage-deps.ts';

/** A stage that was found. */
export interface OpenedStage {
  /** Stage, account and region, for people. */
  description: string;
  /** Asks the API, which runs in this process over the stage's own stores. */
  fetch(path: string, init: RequestInit): Promise<Response>;
  bus(): InventoryBus;
  /** The app that answers these requests, for a server. */
  app(): Promise<Hono>;
}

/** Finds the stage, and prints its account, region and caller on standard error. Throws CliFailure. */
export async function openStage(options: StageOptions, terminal: Terminal): Promise<OpenedStage> {
  const config = awsConfig(options);
  const caller = await callerOf(config);
  const description = `stage ${options.stage} (account ${caller.account}, region ${caller.region})`;
  terminal.err(`${description}, as ${caller.arn}\n`);
  const directory = await findStage(options.stage, caller, config);
  const redis = redisOf(terminal.env['PRICEWIRE_REDIS_URL'] || undefined, options.stage);
  let made: Promise<Hono> | undefined;
  const app = (): Promise<Hono> => {
    made ??= stageApp({ directory, caller, config, redis });
    return made;
  };
  return {
    description,
    app,
    fetch: async (path, init) => (await app()).request(path, init),
    bus: () =>
      inventoryBus(new EventBridgeClient(config), directory.bus.name, (error) => {
        const failure = awsFailure(error);
        if (failure instanceof CliFailure) return failure;
        const { name, message } = asError(error);
        return new CliFailure(
          1,
          `the event bus ${directory.bus.name} refused the call: ${name}: ${message}`,
          {
            cause: error,
          },
        );
      }),
  };
}

async function stageApp(parts: StageParts): Promise<Hono> {
  const deps = await stageDeps(parts).catch((error: unknown) => {
    throw awsFailure(error);
  });
  const app = new Hono();
  app.route('/api', consoleApi(deps));
  app.route('/v1/prices', priceRoutes(deps, parts.directory, parts.redis));
  return app;
}
