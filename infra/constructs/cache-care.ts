import { Duration, Validations } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { DataStack } from '../data-stack.ts';
import { pricewireMetric } from '../pricewire-metric.ts';
import { RunbookAlarm } from './runbook-alarm.ts';
import { ScheduledFunction } from './scheduled-function.ts';

export interface CacheCareProps {
  stores: Pick<DataStack, 'priceState' | 'ledger' | 'cache'>;
  config: Config;
}

/** Refills the cache after a loss of data, and verifies it against the record and the ledger. */
export class CacheCare extends Construct {
  readonly repair: ScheduledFunction;
  readonly check: ScheduledFunction;

  constructor(scope: Construct, id: string, { stores, config }: CacheCareProps) {
    super(scope, id);
    const { priceState, ledger, cache } = stores;
    const PRICE_STATE_TABLE = priceState.tableName;

    const forRepair = cache.client('repair');
    const repair = new ScheduledFunction(this, 'Repair', {
      ...forRepair,
      config,
      task: 'repair-cache',
      // A longer repair is cut off; the next run skips the prices that are already there.
      timeout: Duration.seconds(55),
      memorySize: 1024,
      environment: { ...forRepair.environment, PRICE_STATE_TABLE },
    });
    cache.grantLogin(repair, 'repair');
    priceState.grant(repair, 'dynamodb:Scan', 'dynamodb:BatchGetItem', 'dynamodb:GetItem');
    const told = cache.events.addSubscription(new LambdaSubscription(repair.live));
    Validations.of(told).acknowledge({
      id: 'CloudFormation-Validate::W3694',
      reason: 'SNS calls an alias as it calls a function, by its ARN.',
    });

    const forCheck = cache.client('check');
    const check = new ScheduledFunction(this, 'Check', {
      ...forCheck,
      config,
      task: 'check-cache',
      timeout: Duration.minutes(15),
      memorySize: 1024,
      environment: {
        ...forCheck.environment,
        PRICE_STATE_TABLE,
        LEDGER_TABLE: ledger.tableName,
        UNDER_WAY_MS: String(config.sweep.openFor.toMilliseconds()),
      },
    });
    cache.grantLogin(check, 'check');
    priceState.grant(check, 'dynamodb:Scan', 'dynamodb:BatchGetItem');
    ledger.grant(check, 'dynamodb:BatchGetItem');
    ledger.grantQuery(check, 'open');

    this.repair = repair;
    this.check = check;

    new RunbookAlarm(this, 'Differences', {
      says: 'Cache, record and ledger differ: pricewire cache verify lists the differences.',
      section: 'cache-differences',
      metric: pricewireMetric('cache', 'Differences', Stats.MAXIMUM, Duration.hours(1)),
    });
  }
}
