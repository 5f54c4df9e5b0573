import { Duration } from 'aws-cdk-lib';
import { type Alarm, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Version } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { RunbookAlarm } from './runbook-alarm.ts';

const MINUTE = Duration.minutes(1);

export interface ReleaseAlarmProps {
  description: string;
  /** Metric math; what it is above `threshold` in two of five minutes speaks against the new version. */
  expression: string;
  metrics: Record<string, Metric>;
  threshold: number;
}

/** Metric math for the sum of metrics by name. Without FILL one that was never counted would leave all of them without a sum. */
export const total = (...metrics: string[]): string =>
  `(${metrics.map((name) => `FILL(${name}, 0)`).join(' + ')})`;

/** Metric math for `part` in percent of `whole`; 0 while so few are no sign of anything. */
export const percent = (part: string, whole: string): string =>
  `IF(${part} > 2, 100 * ${part} / ${whole}, 0)`;

/** An alarm that takes a new version back. Where nothing was called there is nothing to say against it. */
export const releaseAlarm = (
  scope: Construct,
  id: string,
  { description, expression, metrics, threshold }: ReleaseAlarmProps,
): Alarm =>
  new RunbookAlarm(scope, id, {
    says: description,
    section: 'release-taken-back',
    metric: new MathExpression({ expression, usingMetrics: metrics, period: MINUTE }),
    threshold,
    evaluationPeriods: 5,
    datapointsToAlarm: 2,
  });

/** A sum a minute. */
export const sum = (namespace: string, metricName: string, dimensionsMap: Record<string, string>): Metric =>
  new Metric({ namespace, metricName, dimensionsMap, statistic: Stats.SUM, period: MINUTE });

/** What one version of a function counts, called by the version's own ARN. */
export const ofVersion = (metricName: 'Errors' | 'Invocations', { lambda, version }: Version): Metric =>
  sum('AWS/Lambda', metricName, {
    FunctionName: lambda.functionName,
    Resource: `${lambda.functionName}:${version}`,
  });

/** What a function counts over all its versions. */
export const ofAllVersions = (metricName: 'Errors' | 'Invocations', { lambda }: Version): Metric =>
  sum('AWS/Lambda', metricName, { FunctionName: lambda.functionName });
