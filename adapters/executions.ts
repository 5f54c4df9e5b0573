import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';

export interface Executions {
  /** Starts the workflow on an event's envelope, and returns the ARN of the execution. */
  start(envelope: Record<string, unknown>): Promise<string>;
}

export const stepFunctions = (client: SFNClient, stateMachineArn: string): Executions => ({
  async start(envelope) {
    const { executionArn } = await client.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(envelope) }),
    );
    return executionArn ?? '';
  },
});
