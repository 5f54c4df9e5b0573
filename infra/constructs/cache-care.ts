import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import type { LogGroupProps } from 'aws-cdk-lib/aws-logs';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { DataStack } from '../data-stack.ts';
import { TaskFunction } from './task-function.ts';
import { Timer } from './timer.ts';

export interface CacheCareProps {
  stores: Pick<DataStack, 'priceState' | 'ledger' | 'cache'>;
  /** The longest that an event can be under way. */
  underWay: Duration;
  logs: LogGroupProps;
}

/** Fills the cache again when it has lost its data, and holds it against the record and the ledger. */
export class CacheCare extends Construct {
  constructor(scope: Construct, id: string, { stores, underWay, logs }: CacheCareProps) {
    super(scope, id);
    const { priceState, ledger, cache } = stores;
    const common = {
      vpc: cache.vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      securityGroups: [cache.clients],
      logs,
    };
    const environment = { PRICE_STATE_TABLE: priceState.tableName, REDIS_URL: cache.url };

    const repair = new TaskFunction(this, 'Repair', {
      ...common,
      task: 'repair-cache',
      // A repair that takes longer is broken off; the next one passes over what is there already.
      timeout: Duration.seconds(55),
      memorySize: 1024,
      environment,
    });
    priceState.grant(repair, 'dynamodb:Scan', 'dynamodb:BatchGetItem', 'dynamodb:GetItem');
    new Timer(this, 'EveryMinute', { every: Duration.minutes(1), call: repair });
    cache.events.addSubscription(new LambdaSubscription(repair));

    const check = new TaskFunction(this, 'Check', {
      ...common,
      task: 'check-cache',
      timeout: Duration.minutes(15),
      memorySize: 1024,
      environment: {
        ...environment,
        LEDGER_TABLE: ledger.tableName,
        UNDER_WAY_MS: String(underWay.toMilliseconds()),
      },
    });
    priceState.grant(check, 'dynamodb:Scan', 'dynamodb:BatchGetItem');
    ledger.grant(check, 'dynamodb:BatchGetItem', 'dynamodb:Query');
    new Timer(this, 'EveryHour', { every: Duration.hours(1), call: check });

    new Alarm(this, 'Differences', {
      alarmDescription: 'Cache, record and ledger differ: pricewire cache verify says where.',
      metric: new Metric({
        namespace: 'Pricewire',
        metricName: 'Differences',
        dimensionsMap: { service: 'cache' },
        statistic: Stats.MAXIMUM,
        period: Duration.hours(1),
      }),
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
