import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { dynamoClient } from '../../../adapters/dynamo.ts';
import { dynamoLedger } from '../../../adapters/ledger.ts';
import { MOST_EXECUTIONS, MOST_TRACE_PARTS } from '../../../domain/record/ledger.ts';
import { at } from '../../contract/samples.ts';
import { OFFLINE } from './answering.ts';

const KB = 1024;

it('keeps a row far below the limit of an item, after restarts for weeks', () => {
  // An ARN with the longest name, and the longest cause that the workflow carries, in characters of three bytes.
  const arn = `arn:aws:states:ap-southeast-2:123456789012:express:pricewire-${'x'.repeat(80)}:${'y'.repeat(80)}:${'z'.repeat(80)}`;
  const entry = {
    state: 'ApplyGuardrails',
    entered: at(0),
    left: at(1),
    retries: 3,
    began: at(0),
    ended: at(1),
  };
  const failed = { ...entry, error: { error: 'x'.repeat(256), cause: '€'.repeat(500) } };
  // Eleven judgements of four states each, and the errors that a way has at most.
  const longest = JSON.stringify([...Array(48).fill(entry), ...Array(6).fill(failed)]);
  const duplicate = JSON.stringify([entry]);
  const parts = Array.from({ length: MOST_TRACE_PARTS }, (_, at) => {
    const key = `${'z'.repeat(80)}#${at}`;
    return key.length + Buffer.byteLength(at < MOST_EXECUTIONS ? longest : duplicate);
  });
  const bytes =
    64 * KB + // the envelope
    (MOST_EXECUTIONS + 1) * arn.length +
    parts.reduce((sum, each) => sum + each) +
    MOST_EXECUTIONS * 200; // what the sweeper noted

  expect(bytes).toBeLessThan(300 * KB);
});

it('requests rows again that DynamoDB left unprocessed', async () => {
  const tables = mockClient(DynamoDBDocumentClient);
  const keyOf = (eventId: string) => ({ eventId, part: 'row' });
  const item = (eventId: string) => ({
    ...keyOf(eventId),
    acceptedAt: at(0),
    receivedAt: at(0),
    envelope: '',
  });
  tables
    .on(BatchGetCommand)
    .resolvesOnce({
      Responses: { ledger: [item('e1')] },
      UnprocessedKeys: { ledger: { Keys: [keyOf('e2')] } },
    })
    .resolvesOnce({ Responses: { ledger: [item('e2')] } });

  const rows = await dynamoLedger(dynamoClient(OFFLINE), 'ledger').readMany(['e1', 'e2']);

  expect(rows.map(({ eventId }) => eventId)).toEqual(['e1', 'e2']);
  tables.restore();
});
