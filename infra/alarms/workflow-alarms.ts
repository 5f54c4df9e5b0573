import { Duration } from 'aws-cdk-lib';
import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { RunbookAlarm } from '../constructs/runbook-alarm.ts';

export interface WorkflowAlarmsProps {
  workflow: StateMachine;
  /** Executions that may fail in five minutes: each dead letter is one, and each event that is left for the sweeper. */
  failures: number;
}

const ON = { statistic: Stats.SUM, period: Duration.minutes(5) };

/** How executions end that do not end well. */
export class WorkflowAlarms extends Construct {
  constructor(scope: Construct, id: string, { workflow, failures }: WorkflowAlarmsProps) {
    super(scope, id);
    const alarm = (name: string, metric: Metric, section: string, says: string, threshold = 0) =>
      new RunbookAlarm(this, name, { says, section, metric, threshold });
    alarm(
      'Failed',
      workflow.metricFailed(ON),
      'executions-failed',
      `Over ${failures} executions in five minutes ended in a dead letter or were left for the sweeper: pricewire dlq list and trace say why.`,
      failures,
    );
    alarm(
      'TimedOut',
      workflow.metricTimedOut(ON),
      'executions-timed-out',
      'An execution took longer than any may: the sweeper restarts its event; pricewire trace says where it stood.',
    );
    alarm(
      'Aborted',
      workflow.metricAborted(ON),
      'executions-aborted',
      'An execution was aborted: the sweeper restarts its event; find out who stopped it.',
    );
    alarm(
      'Throttled',
      workflow.metricThrottled(ON),
      'throttled-executions',
      'Step Functions throttles executions: events wait on the bus; have the quota raised.',
    );
  }
}
