import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** Deployed Lambda functions. */
export interface Functions {
  /** Calls a function and returns its result. Throws FunctionFailed. */
  call(name: string, payload: object): Promise<unknown>;
}

/** The function failed. */
export class FunctionFailed extends Error {
  override readonly name = 'FunctionFailed';
  /** The function's time-out ended it. */
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
    const { errorType = FunctionError, errorMessage = 'no further details' } = (answer ?? {}) as {
      errorType?: string;
      errorMessage?: string;
    };
    throw new FunctionFailed(name, `${errorType}: ${errorMessage}`);
  },
});
