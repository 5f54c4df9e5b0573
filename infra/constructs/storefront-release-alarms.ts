import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { PriceApi } from './price-api.ts';
import { percent, releaseAlarm, sum, total } from './release-alarm.ts';
import type { TaskFunction } from './task-function.ts';

export interface StorefrontReleaseAlarmsProps {
  read: TaskFunction;
  api: PriceApi;
}

/** Alarms that roll a new version of the storefront back. */
export class StorefrontReleaseAlarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, { read, api }: StorefrontReleaseAlarmsProps) {
    super(scope, id);
    // This dimension separates the versions behind an alias. It can't refer to the alias: the alias waits for the
    // deployment, and the deployment waits for the alarm.
    const calls = (metricName: string) =>
      sum('AWS/Lambda', metricName, {
        FunctionName: read.functionName,
        Resource: `${read.functionName}:live`,
        ExecutedVersion: read.currentVersion.version,
      });
    const requests = (metricName: string) => sum('AWS/ApiGateway', metricName, { ApiId: api.apiId });
    this.all = [
      releaseAlarm(this, 'Faults', {
        description: 'The new version of the storefront fails over 1% of its calls: it is rolled back.',
        expression: percent(total('errors'), 'calls'),
        metrics: { errors: calls('Errors'), calls: calls('Invocations') },
        threshold: 1,
      }),
      releaseAlarm(this, 'Answers', {
        description: 'Over 1% of readers get a 5xx: the new version of the storefront is rolled back.',
        expression: percent(total('faults'), 'requests'),
        metrics: { faults: requests('5xx'), requests: requests('Count') },
        threshold: 1,
      }),
    ];
  }
}
