import { type CfnElement, Stack } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
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
  /** The functions by the names of their states; each is called in its current version. */
  tasks: Readonly<Record<string, TaskFunction>>;
  /** What each other placeholder of the definition stands for. */
  bindings: Record<string, string>;
  config: Pick<Config, 'logRetention' | 'removalPolicy' | 'trace'>;
}

/** The workflow as an Express state machine. Its log is the trace of every event: it holds each state with its data. */
export class Workflow extends StateMachine {
  readonly traceLogs: LogGroup;

  constructor(scope: Construct, id: string, { tasks, bindings, config, ...props }: WorkflowProps) {
    const all = { ...versionsOf(tasks), ...bindings };
    loadDefinition(all); // Throws when one is missing or of no use.
    const traceLogs = new LogGroup(scope, `${id}Logs`, {
      // Under this prefix a log group takes no room in the account's one resource policy for deliveries.
      logGroupName: `/aws/vendedlogs/states/${Stack.of(scope).stackName}`,
      logGroupClass: config.trace.logClass,
      retention: config.logRetention,
      removalPolicy: config.removalPolicy,
    });
    super(scope, id, {
      // Every record of the log holds it, and what operators may start is named by it.
      stateMachineName: 'reprice',
      stateMachineType: StateMachineType.EXPRESS,
      definitionBody: DefinitionBody.fromString(definitionText()),
      definitionSubstitutions: all,
      tracingEnabled: true,
      logs: { destination: traceLogs, level: config.trace.level, includeExecutionData: true },
      ...props,
    });
    this.traceLogs = traceLogs;
    for (const task of Object.values(tasks)) this.grantVersions(task);
    acknowledge(
      this.role,
      'IAM5[Resource::*]',
      'The delivery of logs and X-Ray know no resources. Which other calls on * the role is allowed is held by a test: none.',
    );
  }

  // All of them, not the current one alone: the role is one for all versions of the workflow, and executions that
  // are under way when a new one comes still call the functions of the old one.
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
      'The versions of one function of this workflow: executions under way on an older one must be able to finish.',
    );
  }
}

const versionsOf = (tasks: WorkflowProps['tasks']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(tasks).map(([state, task]) => [`${state}Function`, task.currentVersion.functionArn]),
  );
