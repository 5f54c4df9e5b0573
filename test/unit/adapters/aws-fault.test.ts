import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { awsFault } from '../../../adapters/aws-fault.ts';
import { StoreUnavailable } from '../../../domain/values/errors.ts';
import { answering, failing, OFFLINE } from './answering.ts';

const DENIED =
  'User: arn:aws:sts::123456789012:assumed-role/Reader/ann is not authorized to perform: dynamodb:Scan on resource: arn:aws:dynamodb:eu-west-1:123456789012:table/catalog because no identity-based policy allows the dynamodb:Scan action';

/** The error of a scan when DynamoDB gives this answer. */
async function thrown(status: number, type: string, message: string): Promise<unknown> {
  const requestHandler = answering(status, { __type: type, message });
  const client = new DynamoDBClient({ ...OFFLINE, requestHandler });
  return client.send(new ScanCommand({ TableName: 'catalog' })).catch((error: unknown) => error);
}

describe('why AWS refused a call', () => {
  it('names who lacks which action on which resource', async () => {
    const error = await thrown(400, 'com.amazon.coral.service#AccessDeniedException', DENIED);
    expect(awsFault(error)).toEqual({
      kind: 'denied',
      message:
        'access denied: arn:aws:sts::123456789012:assumed-role/Reader/ann lacks dynamodb:Scan on arn:aws:dynamodb:eu-west-1:123456789012:table/catalog',
    });
  });

  it('names the action where AWS names no resource', () => {
    const error = Object.assign(new Error('User: arn:me is not authorized to perform: sqs:receivemessage'), {
      name: 'AccessDenied',
    });
    expect(awsFault(error)?.message).toBe('access denied: arn:me lacks sqs:receivemessage');
  });

  it('keeps the text of a denial that it can not parse', () => {
    const error = Object.assign(new Error('Access is denied by a service control policy'), {
      name: 'AccessDeniedException',
    });
    expect(awsFault(error)?.message).toBe('access denied: Access is denied by a service control policy');
  });

  it.each([
    [400, 'com.amazonaws.dynamodb#ResourceNotFoundException', 'not-found'],
    [400, 'com.amazonaws.dynamodb#ProvisionedThroughputExceededException', 'throttled'],
    [400, 'com.amazon.coral.availability#ThrottlingException', 'throttled'],
    [400, 'com.amazon.coral.service#UnrecognizedClientException', 'no-credentials'],
    [400, 'com.amazon.coral.service#ExpiredTokenException', 'expired'],
  ])('status %i with %s is %s', async (status, type, kind) => {
    expect(awsFault(await thrown(status, type, 'no'))?.kind).toBe(kind);
  });

  it('is found as the cause of another error', () => {
    const cause = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    expect(awsFault(new StoreUnavailable('ThrottlingException: slow down', { cause }))).toMatchObject({
      kind: 'throttled',
    });
  });

  it('reports a service that can not be reached', async () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:443'), { code: 'ECONNREFUSED' });
    const client = new SQSClient({ ...OFFLINE, requestHandler: failing(refused) });
    const error = await client
      .send(new ReceiveMessageCommand({ QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/1/q' }))
      .catch((each: unknown) => each);
    expect(awsFault(error)).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('10.0.0.1'),
    });
  });

  it('reports missing credentials, and a missing region', async () => {
    const noCredentials = Object.assign(new Error('Could not load credentials from any providers'), {
      name: 'CredentialsProviderError',
    });
    expect(awsFault(noCredentials)?.kind).toBe('no-credentials');
    const client = new EventBridgeClient({
      credentials: OFFLINE.credentials,
      region: async () => {
        throw new Error('Region is missing');
      },
    });
    const error = await client.send(new PutEventsCommand({ Entries: [] })).catch((each: unknown) => each);
    expect(awsFault(error)?.kind).toBe('no-region');
  });

  it.each([[new Error('odd')], ['text'], [null], [undefined]])('is nothing of its own in %s', (error) => {
    expect(awsFault(error)).toBeUndefined();
  });
});
