import { InvokeEndpointCommand, type SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { ModelTimeout, ModelUnavailable, SenselessAnswer } from '../domain/values/errors.ts';
import { asError } from '../domain/values/thrown.ts';

export interface PriceModel {
  /**
   * One number for each of the `rows` of `csv`. Throws ModelTimeout after `timeoutMs`, ModelUnavailable on any error of the
   * endpoint, SenselessAnswer if the count is wrong or a number is missing, negative or not finite.
   */
  predict(csv: string, rows: number, timeoutMs: number): Promise<number[]>;
}

/** A SageMaker endpoint with the CSV format of the XGBoost container. */
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
      const { name, message } = asError(error);
      throw new ModelUnavailable(`${endpoint}: ${name}: ${message}`, { cause: error });
    }
  },
});

// Values are separated by line breaks, or by commas in older containers.
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
