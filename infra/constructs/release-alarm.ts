import { Duration } from 'aws-cdk-lib';
import { type Alarm, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Version } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { RunbookAlarm } from './runbook-alarm.ts';

const MINUTE = Duration.minutes(1);

export interface ReleaseAlarmProps {
  description: string;
  /** Metric math. Two values above `threshold` in five minutes roll the new version back. */
  expression: string;
  metrics: Record<string, Metric>;
  threshold: number;
}

/** Metric math for a sum. FILL, because one metric without data points would leave the whole sum without a value. */
export const total = (...metrics: string[]): string =>
  `(${metrics.map((name) => `FILL(${name}, 0)`).join(' + ')})`;

/** Metric math for `part` in percent of `whole`; 0 while `part` is 2 or less, which proves nothing. */
export const percent = (part: string, whole: string): string =>
  `IF(${part} > 2, 100 * ${part} / ${whole}, 0)`;

/** An alarm that rolls a new version back. Missing data raises no alarm. */
export const releaseAlarm = (
  scope: Construct,
  id: string,
  { description, expression, metrics, threshold }: ReleaseAlarmProps,
): Alarm =>
  new RunbookAlarm(scope, id, {
    says: description,
    section: 'release-rolled-back',
    metric: new MathExpression({ expression, usingMetrics: metrics, period: MINUTE }),
    threshold,
    evaluationPeriods: 5,
    datapointsToAlarm: 2,
  });

export const sum = (namespace: string, metricName: string, dimensionsMap: Record<string, string>): Metric =>
  new Metric({ namespace, metricName, dimensionsMap, statistic: Stats.SUM, period: MINUTE });

/** A metric of one version of a function that is called by the version's own ARN. */
export const ofVersion = (metricName: 'Errors' | 'Invocations', { lambda, version }: Version): Metric =>
  sum('AWS/Lambda', metricName, {
    FunctionName: lambda.functionName,
    Resource: `${lambda.functionName}:${version}`,
  });

/** A metric of a function over all its versions. */
export const ofAllVersions = (metricName: 'Errors' | 'Invocations', { lambda }: Version): Metric =>
  sum('AWS/Lambda', metricName, { FunctionName: lambda.functionName });
