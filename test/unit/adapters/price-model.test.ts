import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { sagemakerPriceModel } from '../../../adapters/price-model.ts';
import { answering, failing, OFFLINE, silent } from './answering.ts';

type Wire = ReturnType<typeof answering>;
const ask = (requestHandler: Wire, rows = 1, timeoutMs = 5000) =>
  sagemakerPriceModel(new SageMakerRuntimeClient({ ...OFFLINE, requestHandler }), 'demand').predict(
    '1,2\n',
    rows,
    timeoutMs,
  );
const predictions = (csv: string) => answering(200, csv, 'text/csv');
const named = (name: string, message = '') =>
  expect.objectContaining({ name, message: expect.stringContaining(message) });

it('asks the endpoint for CSV with CSV', async () => {
  const client = mockClient(SageMakerRuntimeClient);
  client.on(InvokeEndpointCommand).resolves({});

  await sagemakerPriceModel(new SageMakerRuntimeClient(OFFLINE), 'demand')
    .predict('1,2\n', 1, 5000)
    .catch(() => undefined);

  expect(client.call(0).args[0].input).toEqual({
    EndpointName: 'demand',
    ContentType: 'text/csv',
    Accept: 'text/csv',
    Body: '1,2\n',
  });
  client.restore();
});

describe('an answer', () => {
  it.each([
    ['one value a line', '0.5\n1\n2.25\n', [0.5, 1, 2.25]],
    ['values with commas, as older containers give', '0.5,1,2.25', [0.5, 1, 2.25]],
    ['exponents', '1e-3\n1E2\n0', [0.001, 100, 0]],
  ])('is read: %s', async (_, csv, values) => {
    expect(await ask(predictions(csv), 3)).toEqual(values);
  });

  it.each([
    ['too few', '0.5', '1 answers for 2 candidates'],
    ['too many', '0.5\n1\n2', '3 answers for 2 candidates'],
    ['none at all', '', '1 answers for 2 candidates'],
    ['a blank at the end', '0.5, ', 'answer 2 is ""'],
    ['a blank at the start', ',0.5', 'answer 1 is ""'],
    ['no number', '0.5\nNaN', 'answer 2 is "NaN"'],
    ['a word', '0.5\nabc', 'answer 2 is "abc"'],
    ['a negative', '0.5\n-0.1', 'answer 2 is "-0.1"'],
    ['the infinite', 'Infinity\n1', 'answer 1 is "Infinity"'],
    ['beyond what a number holds', '1e999\n1', 'answer 1 is "1e999"'],
  ])('is senseless: %s', async (_, csv, message) => {
    await expect(ask(predictions(csv), 2)).rejects.toThrow(named('SenselessAnswer', message));
  });
});

it('gives up after the time-out and names it ModelTimeout', async () => {
  await expect(ask(silent(), 1, 10)).rejects.toThrow(named('ModelTimeout', 'within 10 ms'));
});

describe('an endpoint that fails', () => {
  const fault = (status: number, type: string) => {
    const wire = answering(status, { Message: 'told' }, 'application/json');
    const { handle } = wire as unknown as {
      handle(...args: unknown[]): Promise<{ response: { headers: object } }>;
    };
    return {
      ...wire,
      async handle(...args: unknown[]) {
        const { response } = await handle(...args);
        Object.assign(response.headers, { 'x-amzn-errortype': type });
        return { response };
      },
    } as unknown as Wire;
  };

  it.each<[string, Wire]>([
    ['ModelError', fault(424, 'ModelError')],
    ['ModelNotReadyException', fault(429, 'ModelNotReadyException')],
    ['InternalDependencyException', fault(530, 'InternalDependencyException')],
    ['InternalFailure', fault(500, 'InternalFailure')],
    ['ServiceUnavailable', fault(503, 'ServiceUnavailable')],
    ['ThrottlingException', fault(400, 'ThrottlingException')],
    ['ValidationError', fault(400, 'ValidationError')],
    ['TimeoutError', failing(Object.assign(new Error('told'), { name: 'TimeoutError' }))],
    ['Error', failing(new Error('connect ECONNREFUSED'))],
  ])('is ModelUnavailable, whatever it says: %s', async (name, wire) => {
    await expect(ask(wire)).rejects.toThrow(named('ModelUnavailable', name));
  });
});
