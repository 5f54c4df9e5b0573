import type { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ofAllVersions, ofVersion, percent, releaseAlarm, sum, total } from './release-alarm.ts';
import type { TaskState, WorkflowTasks } from './workflow-tasks.ts';

export interface WorkflowReleaseAlarmsProps {
  workflow: StateMachine;
  tasks: WorkflowTasks['byState'];
}

/** The tasks whose faults stop an event or leave it open. A model that fails stops none: the rules stand in for it. */
const NEEDED: TaskState[] = [
  'ReceiveEvent',
  'LoadContext',
  'FallbackPrice',
  'ApplyGuardrails',
  'Commit',
  'PublishPrice',
  'Close',
  'DeadLetter',
];

/** What speaks against a new version of the workflow. */
export class WorkflowReleaseAlarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, { workflow, tasks }: WorkflowReleaseAlarmsProps) {
    super(scope, id);
    const executions = (metricName: string) =>
      sum('AWS/States', metricName, { StateMachineArn: workflow.stateMachineArn });
    const predict = tasks.PredictPrice.currentVersion;
    this.all = [
      releaseAlarm(this, 'Executions', {
        description: 'More than 3% of executions fail, time out or are aborted: the release is taken back.',
        expression: percent(total('failed', 'timedOut', 'aborted'), 'started'),
        metrics: {
          started: executions('ExecutionsStarted'),
          failed: executions('ExecutionsFailed'),
          timedOut: executions('ExecutionsTimedOut'),
          aborted: executions('ExecutionsAborted'),
        },
        // A new version has a tenth of the events at first, so it fails a third of its own.
        threshold: 3,
      }),
      releaseAlarm(this, 'Tasks', {
        description: 'The new version of a task fails over 5% of its events: the release is taken back.',
        ...faultsOfNewVersions(tasks),
        threshold: 5,
      }),
      releaseAlarm(this, 'Model', {
        description:
          'The new version asks the model in vain 30 points more often than all versions together: the release is taken back.',
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
  const errors = NEEDED.map(
    (state, at) => [`e${at}`, ofVersion('Errors', tasks[state].currentVersion)] as const,
  );
  const metrics: Record<string, Metric> = {
    ...Object.fromEntries(errors),
    events: ofVersion('Invocations', tasks.ReceiveEvent.currentVersion),
  };
  return { expression: percent(total(...errors.map(([name]) => name)), 'events'), metrics };
}
