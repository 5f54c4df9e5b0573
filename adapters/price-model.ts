import { InvokeEndpointCommand, type SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { ModelTimeout, ModelUnavailable, SenselessAnswer } from '../domain/errors.ts';

export interface PriceModel {
  /**
   * One number for each of the `rows` of `csv`. Throws ModelTimeout after `timeoutMs`, ModelUnavailable on any error of the
   * endpoint, SenselessAnswer when the count is wrong or an answer is absent, negative or not finite.
   */
  predict(csv: string, rows: number, timeoutMs: number): Promise<number[]>;
}

/** A SageMaker endpoint that speaks the XGBoost container's CSV. */
export const sagemakerPriceModel = (client: SageMakerRuntimeClient, endpoint: string): PriceModel => ({
  async predict(csv, rows, timeoutMs) {
    const command = new InvokeEndpointCommand({
      EndpointName: endpoint,
      ContentType: 'text/csv',
      Accept: 'text/csv',
      Body: csv,
    });
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const { Body } = await client.send(command, { abortSignal: signal });
      return readAnswer(Body?.transformToString() ?? '', rows);
    } catch (error) {
      if (error instanceof SenselessAnswer) throw error;
      if (signal.aborted)
        throw new ModelTimeout(`${endpoint} did not answer within ${timeoutMs} ms`, { cause: error });
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      throw new ModelUnavailable(`${endpoint}: ${name}: ${message}`, { cause: error });
    }
  },
});

// One value a line, or separated by commas, as older containers answer.
function readAnswer(text: string, rows: number): number[] {
  const cells = text.trim().split(/[\n,]/);
  if (cells.length !== rows) throw new SenselessAnswer(`${cells.length} answers for ${rows} candidates`);
  return cells.map((cell, at) => {
    const value = cell.trim() === '' ? Number.NaN : Number(cell);
    if (!Number.isFinite(value) || value < 0)
      throw new SenselessAnswer(`answer ${at + 1} is "${cell.trim().slice(0, 40)}"`);
    return value;
  });
}
