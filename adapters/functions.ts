import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** Functions that are deployed, and can be called from outside. */
export interface Functions {
  /** Calls a function and waits for what it returns. Throws FunctionFailed. */
  call(name: string, payload: object): Promise<unknown>;
}

/** The function ended in an error of its own. */
export class FunctionFailed extends Error {
  override readonly name = 'FunctionFailed';
  /** It was cut off by its time-out. */
  readonly timedOut: boolean;

  constructor(functionName: string, message: string) {
    super(`${functionName}: ${message}`);
    this.timedOut = /\bTask timed out after\b/.test(message);
  }
}

export const lambdaFunctions = (client: LambdaClient): Functions => ({
  async call(name, payload) {
    const { FunctionError, Payload } = await client.send(
      new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload) }),
    );
    const answer: unknown = JSON.parse(Payload?.transformToString() || 'null');
    if (FunctionError === undefined) return answer;
    const { errorType = FunctionError, errorMessage = 'it says no more' } = (answer ?? {}) as {
      errorType?: string;
      errorMessage?: string;
    };
    throw new FunctionFailed(name, `${errorType}: ${errorMessage}`);
  },
});
