import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { NAMESPACE } from '../tasks/telemetry/namespace.ts';

/** A metric that a task emits through `tasks/telemetry`. */
export const pricewireMetric = (
  service: string,
  metricName: string,
  statistic: string,
  period = Duration.minutes(1),
): Metric => new Metric({ namespace: NAMESPACE, metricName, dimensionsMap: { service }, statistic, period });
