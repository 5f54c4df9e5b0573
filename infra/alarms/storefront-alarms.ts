import { Duration } from 'aws-cdk-lib';
import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { PriceApi } from '../constructs/price-api.ts';
import { RunbookAlarm } from '../constructs/runbook-alarm.ts';
import { pricewireMetric } from '../pricewire-metric.ts';

export interface StorefrontAlarmsProps {
  api: PriceApi;
  limits: Config['alarms']['storefront'];
}

const MINUTE = Duration.minutes(1);
/** With fewer requests in a minute the share means nothing. */
const FEW = 20;

/** Alarms on the promises to readers of prices: an answer, and a fast one. */
export class StorefrontAlarms extends Construct {
  constructor(scope: Construct, id: string, { api, limits }: StorefrontAlarmsProps) {
    super(scope, id);
    const lasting = { evaluationPeriods: 5, datapointsToAlarm: 3 };
    const sum = { statistic: Stats.SUM, period: MINUTE };
    new RunbookAlarm(this, 'Faults', {
      says: `Over ${limits.faultPercent}% of readers get a 5xx: check Redis and DynamoDB, then the storefront's log.`,
      section: 'storefront-faults',
      metric: new MathExpression({
        expression: `IF(requests >= ${FEW}, 100 * faults / requests, 0)`,
        usingMetrics: { faults: api.metricServerError(sum), requests: api.metricCount(sum) },
        period: MINUTE,
      }),
      threshold: limits.faultPercent,
      ...lasting,
    });
    new RunbookAlarm(this, 'Latency', {
      says: `One reader in a hundred waits over ${limits.latency.toMilliseconds()} ms for a price: see the cache's alarms and load.`,
      section: 'storefront-latency',
      metric: api.metricLatency({ statistic: Stats.p(99), period: MINUTE }),
      threshold: limits.latency.toMilliseconds(),
      ...lasting,
    });
    new RunbookAlarm(this, 'Remembered', {
      says: 'Readers get prices from the memory of the storefront: Redis and DynamoDB do not answer. Check both.',
      section: 'storefront-remembered',
      metric: pricewireMetric('storefront', 'Remembered', Stats.SUM),
      ...lasting,
    });
  }
}
