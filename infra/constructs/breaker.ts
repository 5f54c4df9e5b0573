import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { LogGroupProps } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { DataStack } from '../data-stack.ts';
import { TaskFunction } from './task-function.ts';
import { Timer } from './timer.ts';

export interface BreakerProps {
  stores: Pick<DataStack, 'catalog' | 'priceState'>;
  logs: LogGroupProps;
}

/** Pauses policies whose prices run away, and raises an alarm until a person resumes them; another where nobody watches. */
export class Breaker extends Construct {
  constructor(scope: Construct, id: string, { stores: { catalog, priceState }, logs }: BreakerProps) {
    super(scope, id);
    const watch = new TaskFunction(this, 'Watch', {
      task: 'watch-moves',
      // It is over before the next one starts.
      timeout: Duration.seconds(55),
      memorySize: 1024,
      environment: { CATALOG_TABLE: catalog.tableName, PRICE_STATE_TABLE: priceState.tableName },
      logs,
    });
    catalog.grant(watch, 'dynamodb:Scan', 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    priceState.grant(watch, 'dynamodb:Scan');
    new Timer(this, 'EveryMinute', { every: Duration.minutes(1), call: watch });

    new Alarm(this, 'Tripped', {
      alarmDescription:
        'A policy is paused by its breaker: pricewire policy show says why, resume lets it go on.',
      metric: trippedPolicies(Stats.MAXIMUM),
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    new Alarm(this, 'Unwatched', {
      alarmDescription:
        'The breaker has not looked at prices for five minutes: nothing stops a runaway catalog.',
      metric: trippedPolicies(Stats.SAMPLE_COUNT),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 5,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }
}

const trippedPolicies = (statistic: string): Metric =>
  new Metric({
    namespace: 'Pricewire',
    metricName: 'TrippedPolicies',
    dimensionsMap: { service: 'breaker' },
    statistic,
    period: Duration.minutes(1),
  });
