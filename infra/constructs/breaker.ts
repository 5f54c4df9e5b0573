import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { DataStack } from '../data-stack.ts';
import { pricewireMetric } from '../pricewire-metric.ts';
import { RunbookAlarm } from './runbook-alarm.ts';
import { TaskFunction } from './task-function.ts';
import { Timer } from './timer.ts';

export interface BreakerProps {
  stores: Pick<DataStack, 'catalog' | 'priceState'>;
  config: Config;
}

/** Pauses policies whose prices run away, and raises an alarm until a person resumes them; another where nobody watches. */
export class Breaker extends Construct {
  readonly watch: TaskFunction;

  constructor(scope: Construct, id: string, { stores: { catalog, priceState }, config }: BreakerProps) {
    super(scope, id);
    this.watch = new TaskFunction(this, 'Watch', {
      task: 'watch-moves',
      // It is over before the next one starts.
      timeout: Duration.seconds(55),
      memorySize: 1024,
      environment: { CATALOG_TABLE: catalog.tableName, PRICE_STATE_TABLE: priceState.tableName },
      config,
    });
    catalog.grant(this.watch, 'dynamodb:Scan', 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    priceState.grant(this.watch, 'dynamodb:Scan');
    new Timer(this, 'EveryMinute', { every: Duration.minutes(1), call: this.watch });

    new RunbookAlarm(this, 'Tripped', {
      says: 'A policy is paused by its breaker: pricewire policy show says why, resume lets it go on.',
      section: 'breaker-tripped',
      metric: trippedPolicies(Stats.MAXIMUM),
    });
    new RunbookAlarm(this, 'Unwatched', {
      says: 'The breaker has not looked at prices for five minutes: nothing stops a runaway catalog. Its log says why.',
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
