import { SFNClient, StartExecutionCommand, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, expect, it } from 'vitest';
import { stepFunctionsTrials, WAITING } from '../../../adapters/trials.ts';
import { definitionText } from '../../../workflows/definition.ts';
import { OFFLINE } from './answering.ts';

const client = mockClient(SFNClient);
afterEach(() => client.reset());
const trials = stepFunctionsTrials(new SFNClient(OFFLINE), 'arn');

it.each([
  ['ended', { status: 'SUCCEEDED' }],
  ['ended', { status: 'FAILED', error: 'DeadLettered' }],
  ['waiting', { status: 'FAILED', error: WAITING }],
] as const)('tells that an execution has %s: %o', async (end, answer) => {
  client.on(StartSyncExecutionCommand).resolves(answer);
  expect(await trials.trial({ id: 'e1' })).toBe(end);
  expect(client.commandCalls(StartSyncExecutionCommand)[0]?.args[0].input).toEqual({
    stateMachineArn: 'arn',
    input: '{"id":"e1"}',
  });
});

it('counts an execution that does not end in time as waiting', async () => {
  client.on(StartSyncExecutionCommand).rejects(Object.assign(new Error('late'), { name: 'TimeoutError' }));
  expect(await trials.trial({})).toBe('waiting');
});

it('throws errors of the call itself', async () => {
  client.on(StartSyncExecutionCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));
  await expect(trials.trial({})).rejects.toThrow('no');
});

it('starts executions as well', async () => {
  client.on(StartExecutionCommand).resolves({ executionArn: 'execution' });
  expect(await trials.start({})).toBe('execution');
});

it('uses the error that the workflow ends with', () => {
  expect(JSON.parse(definitionText()).States.Waiting).toMatchObject({ Type: 'Fail', Error: WAITING });
});
