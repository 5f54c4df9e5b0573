import { type CfnElement, Stack } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { LogGroup, LogGroupClass } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
  LogLevel,
  StateMachine,
  type StateMachineProps,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { definitionText, loadDefinition } from '../../workflows/definition.ts';
import type { Config } from '../config.ts';
import { acknowledge } from './acknowledge.ts';
import type { TaskFunction } from './task-function.ts';

export interface WorkflowProps extends Omit<StateMachineProps, 'logs'> {
  /** Functions by the name of their state; the workflow calls the current version of each. */
  tasks: Readonly<Record<string, TaskFunction>>;
  /** Values of the other placeholders in the definition. */
  bindings: Record<string, string>;
  config: Pick<Config, 'logRetention' | 'removalPolicy' | 'trace'>;
}

/** The workflow as an Express state machine. Its execution log is for people only: code reads the trace in the record. */
export class Workflow extends StateMachine {
  readonly executionLogs: LogGroup;

  constructor(scope: Construct, id: string, { tasks, bindings, config, ...props }: WorkflowProps) {
    const all = { ...versionsOf(tasks), ...bindings };
    loadDefinition(all); // Throws when a binding is missing or unknown.
    checkLevel(config.trace.level);
    const infrequent = config.trace.logClass === LogGroupClass.INFREQUENT_ACCESS;
    const executionLogs = new LogGroup(scope, `${id}Logs`, {
      // Log groups with this prefix need no room in the account's resource policy for log delivery.
      // A log group can't change its class, so another class needs another name.
      logGroupName: `/aws/vendedlogs/states/${Stack.of(scope).stackName}${infrequent ? '-infrequent' : ''}`,
      logGroupClass: config.trace.logClass,
      retention: config.logRetention,
      removalPolicy: config.removalPolicy,
    });
    super(scope, id, {
      // Every line of the log contains it, and the permissions of operators refer to it.
      stateMachineName: 'reprice',
      stateMachineType: StateMachineType.EXPRESS,
      definitionBody: DefinitionBody.fromString(definitionText()),
      definitionSubstitutions: all,
      tracingEnabled: true,
      logs: { destination: executionLogs, level: config.trace.level, includeExecutionData: true },
      ...props,
    });
    this.executionLogs = executionLogs;
    for (const task of Object.values(tasks)) this.grantVersions(task);
    if (config.trace.level !== LogLevel.ALL)
      acknowledge(
        this,
        'SF1',
        'The workflow writes the trace of each execution to the record itself; AWS delivers the log on a best-effort basis.',
      );
    acknowledge(
      this.role,
      'IAM5[Resource::*]',
      'The delivery of logs and X-Ray have no resources. A test ensures that the role has no other calls on *.',
    );
  }

  // All versions, not only the current one: the role serves all versions of the workflow, and running executions
  // still call the functions of the old version.
  private grantVersions(task: TaskFunction): void {
    Grant.addToPrincipal({
      grantee: this,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [`${task.functionArn}:*`],
    });
    const logicalId = Stack.of(task).getLogicalId(task.node.defaultChild as CfnElement);
    acknowledge(
      this.role,
      `IAM5[Resource::<${logicalId}.Arn>:*]`,
      'All versions of one function of this workflow: executions on an older version must be able to finish.',
    );
  }
}

// An unknown level would fail only in the middle of a deployment.
function checkLevel(level: LogLevel): void {
  const levels = Object.values(LogLevel);
  if (!levels.includes(level))
    throw new Error(`trace.level is ${JSON.stringify(level)}; there are ${levels.join(', ')}`);
}

const versionsOf = (tasks: WorkflowProps['tasks']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(tasks).map(([state, task]) => [`${state}Function`, task.currentVersion.functionArn]),
  );
