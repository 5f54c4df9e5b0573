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

/** Alarms on executions that fail, time out, are aborted or throttled. */
export class WorkflowAlarms extends Construct {
  constructor(scope: Construct, id: string, { workflow, failures }: WorkflowAlarmsProps) {
    super(scope, id);
    const alarm = (name: string, metric: Metric, section: string, says: string, threshold = 0) =>
      new RunbookAlarm(this, name, { says, section, metric, threshold });
    alarm(
      'Failed',
      workflow.metricFailed(ON),
      'executions-failed',
      `Over ${failures} executions failed in five minutes (dead letter, waiting or left to the sweeper): see pricewire dlq list and trace.`,
      failures,
    );
    alarm(
      'TimedOut',
      workflow.metricTimedOut(ON),
      'executions-timed-out',
      'An execution timed out: the sweeper restarts its event; pricewire trace shows its last state.',
    );
    alarm(
      'Aborted',
      workflow.metricAborted(ON),
      'executions-aborted',
      'An execution was aborted: the sweeper restarts its event; find the caller of StopExecution in CloudTrail.',
    );
    alarm(
      'Throttled',
      workflow.metricThrottled(ON),
      'throttled-executions',
      'Step Functions throttles executions: events wait on the bus; request a higher quota.',
    );
  }
}
