import { DynamoDBClient, UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SendMessageCommand, type SendMessageCommandInput } from '@aws-sdk/client-sqs';
import { dynamoAuditStore } from '../adapters/audit-store.ts';
import { eventBridgeBus } from '../adapters/bus.ts';
import { dynamoCatalog } from '../adapters/catalog.ts';
import { dynamoClient } from '../adapters/dynamo.ts';
import { stepFunctions } from '../adapters/executions.ts';
import { dynamoLedger } from '../adapters/ledger.ts';
import { dynamoDrafts } from '../adapters/policy-drafts.ts';
import { dynamoPriceStates } from '../adapters/price-state.ts';
import { dynamoReviews } from '../adapters/reviews.ts';
import { sharingReads } from '../adapters/shared-reads.ts';
import type { Integrations } from './engine/index.ts';
import { LOCAL_AWS } from './services/aws.ts';
import { BUS_NAME, type PutEventsAnswer } from './services/eventbridge.ts';
import type { Sqs } from './services/sqs.ts';

/** The stores, over the same SDK clients as on AWS. */
export function localStores(dynamodbEndpoint: string) {
  const tables = dynamoClient({ ...LOCAL_AWS, endpoint: dynamodbEndpoint });
  const catalog = dynamoCatalog(tables, 'catalog', Date.now);
  const priceStates = dynamoPriceStates(tables, 'price-state');
  return {
    catalog: { ...catalog, product: sharingReads(catalog.product) },
    priceStates: { ...priceStates, read: sharingReads(priceStates.read) },
    ledger: dynamoLedger(tables, 'ledger'),
    auditStore: dynamoAuditStore(tables, 'audit'),
    reviews: dynamoReviews(tables, 'reviews'),
    drafts: dynamoDrafts(tables, 'catalog'),
  };
}

/** Bus and workflow, both behind the stack's own HTTP server. */
export const localServices = (url: string, workflowArn: string) => ({
  bus: eventBridgeBus(new EventBridgeClient({ ...LOCAL_AWS, endpoint: url }), BUS_NAME),
  executions: stepFunctions(new SFNClient({ ...LOCAL_AWS, endpoint: url }), workflowArn),
});

/** What the workflow calls without a Lambda in between. */
export function directIntegrations(
  dynamodbEndpoint: string,
  sqs: Sqs,
  putEvents: (input: unknown) => Promise<PutEventsAnswer>,
): Pick<Integrations, 'sendMessage' | 'putEvents' | 'updateItem'> {
  const dynamodb = new DynamoDBClient({ ...LOCAL_AWS, endpoint: dynamodbEndpoint });
  return {
    async sendMessage(args) {
      const { MessageId } = await sqs.client.send(
        new SendMessageCommand(args as unknown as SendMessageCommandInput),
      );
      return { MessageId: MessageId ?? null };
    },
    async putEvents(args) {
      const { Entries, FailedEntryCount } = await putEvents(args);
      return { Entries: Entries.map((entry) => ({ ...entry })), FailedEntryCount };
    },
    async updateItem(args) {
      await dynamodb.send(new UpdateItemCommand(args as unknown as UpdateItemCommandInput));
      return {};
    },
  };
}
