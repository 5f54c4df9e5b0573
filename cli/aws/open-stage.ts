import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { Hono } from 'hono';
import { consoleApi } from '../../console/server/api/app.ts';
import { type InventoryBus, inventoryBus } from '../shared/bus.ts';
import { CliFailure } from '../shared/failure.ts';
import type { StageOptions } from '../shared/stage-target.ts';
import type { Terminal } from '../shared/terminal.ts';
import { awsFailure } from './failure.ts';
import { awsConfig, callerOf, findStage } from './find-stage.ts';
import { priceRoutes } from './price-routes.ts';
import { redisOf } from './redis.ts';
import { type StageParts, stageNeed } from './stage-need.ts';

/** A stage that was found. */
export interface OpenedStage {
  /** Stage, account and region, for people. */
  description: string;
  /** Asks the API, which runs in this process over the stage's own stores. */
  fetch(path: string, init: RequestInit): Promise<Response>;
  bus(): InventoryBus;
  /** What answers these, for whoever serves it. */
  app(): Promise<Hono>;
}

/** Finds the stage and says on standard error where it is, and by whose credentials. Throws CliFailure. */
export async function openStage(options: StageOptions, terminal: Terminal): Promise<OpenedStage> {
  const config = awsConfig(options);
  const caller = await callerOf(config);
  const description = `stage ${options.stage} (account ${caller.account}, region ${caller.region})`;
  terminal.err(`${description}, as ${caller.arn}\n`);
  const directory = await findStage(options.stage, caller, config);
  const redis = redisOf(terminal.env['PRICEWIRE_REDIS_URL'] || undefined);
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
        const { name, message } = error instanceof Error ? error : new Error(String(error));
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
  const need = await stageNeed(parts).catch((error: unknown) => {
    throw awsFailure(error);
  });
  const app = new Hono();
  app.route('/api', consoleApi(need));
  app.route('/v1/prices', priceRoutes(need, parts.directory, parts.redis));
  return app;
}
