import { type SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { type Executions, stepFunctions } from './executions.ts';

export interface Trials extends Executions {
  /**
   * Runs the workflow on an event's envelope to its end. `waiting`: a service that the event needs is down, so it went into the
   * queue of waiting events, or the execution did not end within the client's time-out.
   */
  trial(envelope: Record<string, unknown>): Promise<'ended' | 'waiting'>;
}

/** The error of the workflow's state `Waiting`. */
export const WAITING = 'Waiting';

/** `waiter` is the client that waits for the end of an execution; its time-out limits the wait. */
export const stepFunctionsTrials = (client: SFNClient, stateMachineArn: string, waiter = client): Trials => ({
  ...stepFunctions(client, stateMachineArn),
  async trial(envelope) {
    try {
      const { error } = await waiter.send(
        new StartSyncExecutionCommand({ stateMachineArn, input: JSON.stringify(envelope) }),
      );
      return error === WAITING ? 'waiting' : 'ended';
    } catch (error) {
      if ((error as Error).name === 'TimeoutError') return 'waiting';
      throw error;
    }
  },
});
