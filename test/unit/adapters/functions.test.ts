import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, expect, it } from 'vitest';
import { FunctionFailed, lambdaFunctions } from '../../../adapters/functions.ts';
import { OFFLINE } from './answering.ts';

const client = mockClient(LambdaClient);
const functions = lambdaFunctions(new LambdaClient(OFFLINE));
afterEach(() => client.reset());

function answers(text: string, FunctionError?: string): void {
  const Payload = { transformToString: () => text };
  client.on(InvokeCommand).resolves({ Payload, FunctionError } as never);
}

it('calls the function with JSON, and answers what it returns', async () => {
  answers('{"checked":3}');
  expect(await functions.call('check', { Records: [1] })).toEqual({ checked: 3 });
  expect(client.commandCalls(InvokeCommand)[0]?.args[0].input).toEqual({
    FunctionName: 'check',
    Payload: '{"Records":[1]}',
  });
});

it('answers null for a function that returns nothing', async () => {
  answers('');
  expect(await functions.call('check', {})).toBeNull();
});

it('throws what the function has thrown', async () => {
  answers('{"errorType":"CacheUnavailable","errorMessage":"no connection"}', 'Unhandled');
  const error = await functions.call('check', {}).catch((each: unknown) => each);
  expect(error).toBeInstanceOf(FunctionFailed);
  expect(error).toMatchObject({ message: 'check: CacheUnavailable: no connection', timedOut: false });
});

it('recognises a function that was ended by its time-out', async () => {
  answers('{"errorMessage":"2026-11-25T20:00:00.000Z 1f2e Task timed out after 55.00 seconds"}', 'Unhandled');
  await expect(functions.call('repair', {})).rejects.toMatchObject({ timedOut: true });
});
