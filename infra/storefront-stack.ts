import { fileURLToPath } from 'node:url';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from './config.ts';
import { GradualFunction } from './constructs/gradual-function.ts';
import { PriceApi } from './constructs/price-api.ts';
import { StorefrontReleaseAlarms } from './constructs/storefront-release-alarms.ts';
import { TaskFunction } from './constructs/task-function.ts';
import type { DataStack } from './data-stack.ts';

const STOREFRONT = fileURLToPath(new URL('../storefront/lambda.ts', import.meta.url));

export interface StorefrontStackProps extends StackProps {
  config: Config;
  data: DataStack;
}

/** The price read API, in the network of the cache. */
export class StorefrontStack extends Stack {
  readonly read: TaskFunction;
  readonly api: PriceApi;
  readonly releaseAlarms: StorefrontReleaseAlarms;

  constructor(scope: Construct, id: string, { config, data, ...props }: StorefrontStackProps) {
    super(scope, id, props);
    const { catalog, priceState, cache } = data;
    const { concurrency } = config.storefront;
    const client = cache.client('storefront');
    this.read = new TaskFunction(this, 'Read', {
      ...client,
      task: 'storefront',
      entry: STOREFRONT,
      // Redis, then the record, each with all retries. API Gateway's own time-out is 30 s.
      timeout: Duration.seconds(10),
      environment: {
        ...client.environment,
        CATALOG_TABLE: catalog.tableName,
        PRICE_STATE_TABLE: priceState.tableName,
      },
      ...(concurrency === undefined ? {} : { reservedConcurrentExecutions: concurrency }),
      config,
    });
    cache.grantLogin(this.read, 'storefront');
    catalog.grant(this.read, 'dynamodb:GetItem');
    priceState.grant(this.read, 'dynamodb:GetItem', 'dynamodb:BatchGetItem');

    this.api = new PriceApi(this, 'Api', { read: this.read.live, config });
    this.releaseAlarms = new StorefrontReleaseAlarms(this, 'Release', { read: this.read, api: this.api });
    new GradualFunction(this, 'Gradual', {
      call: this.read,
      release: config.release,
      alarms: this.releaseAlarms.all,
    });
  }
}
