import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { dynamoClient } from '../../../adapters/dynamo.ts';
import { dynamoLedger } from '../../../adapters/ledger.ts';
import { at } from '../../contract/samples.ts';
import { OFFLINE } from './answering.ts';

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
