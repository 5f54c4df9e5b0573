import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { DataStack } from '../data-stack.ts';
import { pricewireMetric } from '../pricewire-metric.ts';
import { RunbookAlarm } from './runbook-alarm.ts';
import { ScheduledFunction } from './scheduled-function.ts';

export interface BreakerProps {
  stores: Pick<DataStack, 'catalog' | 'priceState'>;
  config: Config;
}

/**
 * Pauses policies whose prices run away (`watch-moves`). Alarms: until a person resumes them, when the watch itself stops,
 * when one person alone has put a policy in force, and while the watchdog has stopped a product.
 */
export class Breaker extends Construct {
  readonly watch: ScheduledFunction;

  constructor(scope: Construct, id: string, { stores: { catalog, priceState }, config }: BreakerProps) {
    super(scope, id);
    this.watch = new ScheduledFunction(this, 'Watch', {
      task: 'watch-moves',
      // Ends before the next run starts.
      timeout: Duration.seconds(55),
      memorySize: 1024,
      environment: { CATALOG_TABLE: catalog.tableName, PRICE_STATE_TABLE: priceState.tableName },
      config,
    });
    catalog.grant(this.watch, 'dynamodb:Scan', 'dynamodb:Query', 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    priceState.grant(this.watch, 'dynamodb:Scan');

    new RunbookAlarm(this, 'Tripped', {
      says: 'A breaker has paused its policy: pricewire policy show gives the reason, pricewire resume resumes it.',
      section: 'breaker-tripped',
      metric: trippedPolicies(Stats.MAXIMUM),
    });
    new RunbookAlarm(this, 'PutAlone', {
      says: 'One person put a policy version in force that needs two: see policy.break-glass in the audit log.',
      section: 'policy-put-alone',
      metric: pricewireMetric('breaker', 'PoliciesPutAlone', Stats.MAXIMUM),
    });
    new RunbookAlarm(this, 'Stopped', {
      says: 'Sales of a product contradict the model, and the watchdog keeps its price: pricewire readiness names it and says why.',
      section: 'products-stopped',
      metric: pricewireMetric('standings', 'StoppedProducts', Stats.MAXIMUM, Duration.minutes(5)),
    });
    new RunbookAlarm(this, 'Unwatched', {
      says: 'The breaker has not checked prices for five minutes: nothing stops a runaway catalog. See the log of Watch.',
      section: 'breaker-unwatched',
      metric: trippedPolicies(Stats.SAMPLE_COUNT),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 5,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }
}

const trippedPolicies = (statistic: string) => pricewireMetric('breaker', 'TrippedPolicies', statistic);
