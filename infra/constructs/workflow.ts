import { LogGroup, type LogGroupProps } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
  LogLevel,
  StateMachine,
  type StateMachineProps,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { definitionText, loadDefinition } from '../../workflows/definition.ts';

export interface WorkflowProps extends Omit<StateMachineProps, 'logs'> {
  /** What each placeholder of the definition stands for. */
  bindings: Record<string, string>;
  logs: LogGroupProps;
}

/** The workflow as an Express state machine. Its log is the trace of every event: it holds each state with its data. */
export class Workflow extends StateMachine {
  constructor(scope: Construct, id: string, { bindings, logs, ...props }: WorkflowProps) {
    loadDefinition(bindings); // Throws when one is missing or of no use.
    const destination = new LogGroup(scope, `${id}Logs`, logs);
    super(scope, id, {
      stateMachineType: StateMachineType.EXPRESS,
      definitionBody: DefinitionBody.fromString(definitionText()),
      definitionSubstitutions: bindings,
      tracingEnabled: true,
      logs: { destination, level: LogLevel.ALL, includeExecutionData: true },
      ...props,
    });
  }
}
