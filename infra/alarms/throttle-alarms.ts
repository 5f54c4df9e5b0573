import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { TABLES } from '../../adapters/tables.ts';
import { RunbookAlarm } from '../constructs/runbook-alarm.ts';
import type { DataStack } from '../data-stack.ts';

export interface ThrottleAlarmsProps {
  stores: Pick<DataStack, 'catalog' | 'priceState' | 'ledger'>;
}

// A few throttled calls are retried within a second. Throttles in three of five minutes mean that a limit is reached.
const LASTING = { evaluationPeriods: 5, datapointsToAlarm: 3 };
const MINUTE = Duration.minutes(1);

/** Alarms on throttled calls. */
export class ThrottleAlarms extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { stores: { catalog, priceState, ledger } }: ThrottleAlarmsProps,
  ) {
    super(scope, id);
    new RunbookAlarm(this, 'Functions', {
      says: 'Lambda throttles functions: events wait, and readers get errors; request more concurrency.',
      section: 'throttled-functions',
      // All functions together, because each stage has its own account.
      metric: new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'Throttles',
        statistic: Stats.SUM,
        period: MINUTE,
      }),
      ...LASTING,
    });
    this.table('Catalog', catalog, []);
    this.table('PriceState', priceState, []);
    this.table('Ledger', ledger, Object.keys(TABLES.ledger.indexes));
  }

  private table(id: string, { tableName }: ITableV2, indexes: string[]): void {
    const of = [{}, ...indexes.map((GlobalSecondaryIndexName) => ({ GlobalSecondaryIndexName }))];
    const metrics = of.flatMap((index, at) =>
      ['ReadThrottleEvents', 'WriteThrottleEvents'].map((metricName): [string, Metric] => [
        `${metricName === 'ReadThrottleEvents' ? 'r' : 'w'}${at}`,
        new Metric({
          namespace: 'AWS/DynamoDB',
          metricName,
          dimensionsMap: { TableName: tableName, ...index },
          statistic: Stats.SUM,
          period: MINUTE,
        }),
      ]),
    );
    new RunbookAlarm(this, id, {
      says: `DynamoDB throttles the table ${id}: the dashboard shows reads and writes; look for one hot product.`,
      section: 'throttled-tables',
      metric: new MathExpression({
        // A metric of throttles has no value where there is none.
        expression: metrics.map(([name]) => `FILL(${name}, 0)`).join(' + '),
        usingMetrics: Object.fromEntries(metrics),
        period: MINUTE,
      }),
      ...LASTING,
    });
  }
}
