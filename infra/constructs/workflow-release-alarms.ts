import type { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { TaskState } from '../../tasks/table.ts';
import { ofAllVersions, ofVersion, percent, releaseAlarm, sum, total } from './release-alarm.ts';
import type { WorkflowTasks } from './workflow-tasks.ts';

export interface WorkflowReleaseAlarmsProps {
  workflow: StateMachine;
  tasks: WorkflowTasks['byState'];
}

/** Tasks that may fail: the rules replace a failed model, and the challenger changes no price. Every other one stops an event or leaves it open. */
const MAY_FAIL: readonly string[] = ['PredictPrice', 'ChallengePrice'] satisfies TaskState[];

/** Alarms that roll a new version of the workflow back. */
export class WorkflowReleaseAlarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, { workflow, tasks }: WorkflowReleaseAlarmsProps) {
    super(scope, id);
    const executions = (metricName: string) =>
      sum('AWS/States', metricName, { StateMachineArn: workflow.stateMachineArn });
    const predict = tasks.PredictPrice.currentVersion;
    this.all = [
      releaseAlarm(this, 'Executions', {
        description: 'More than 3% of executions fail, time out or are aborted: the release is rolled back.',
        expression: percent(total('failed', 'timedOut', 'aborted'), 'started'),
        metrics: {
          started: executions('ExecutionsStarted'),
          failed: executions('ExecutionsFailed'),
          timedOut: executions('ExecutionsTimedOut'),
          aborted: executions('ExecutionsAborted'),
        },
        // A new version has a tenth of the events at first, so 3% of all are about a third of its own.
        threshold: 3,
      }),
      releaseAlarm(this, 'Tasks', {
        description: 'The new version of a task fails over 5% of its events: the release is rolled back.',
        ...faultsOfNewVersions(tasks),
        threshold: 5,
      }),
      releaseAlarm(this, 'Model', {
        description:
          'The new version fails to get a model answer 30 points more often than all versions together: the release is rolled back.',
        expression: `${percent(total('errors'), 'asked')} - ${percent(total('allErrors'), 'allAsked')}`,
        metrics: {
          errors: ofVersion('Errors', predict),
          asked: ofVersion('Invocations', predict),
          allErrors: ofAllVersions('Errors', predict),
          allAsked: ofAllVersions('Invocations', predict),
        },
        threshold: 30,
      }),
    ];
  }
}

function faultsOfNewVersions(tasks: WorkflowTasks['byState']) {
  const needed = Object.entries(tasks).filter(([state]) => !MAY_FAIL.includes(state));
  const errors = needed.map(([, task], at) => [`e${at}`, ofVersion('Errors', task.currentVersion)] as const);
  const metrics: Record<string, Metric> = {
    ...Object.fromEntries(errors),
    events: ofVersion('Invocations', tasks.ReceiveEvent.currentVersion),
  };
  return { expression: percent(total(...errors.map(([name]) => name)), 'events'), metrics };
}
