import { DynamoDBClient, UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SendMessageCommand, type SendMessageCommandInput } from '@aws-sdk/client-sqs';
import { dynamoAuditAnchors } from '../adapters/audit-anchor.ts';
import { dynamoAuditStore } from '../adapters/audit-store.ts';
import { busOver } from '../adapters/bus.ts';
import { dynamoCatalog } from '../adapters/catalog.ts';
import { dynamoClient } from '../adapters/dynamo.ts';
import { expiredItems } from '../adapters/expired-items.ts';
import { dynamoKeptNotes } from '../adapters/kept-notes.ts';
import { dynamoLedger } from '../adapters/ledger.ts';
import { dynamoOrders } from '../adapters/orders.ts';
import { dynamoDrafts } from '../adapters/policy-drafts.ts';
import { dynamoPriceStates } from '../adapters/price-state.ts';
import { dynamoReviews } from '../adapters/reviews.ts';
import { sharingReads } from '../adapters/shared-reads.ts';
import type { OnUnreadable } from '../adapters/stored-item.ts';
import { TABLES } from '../adapters/tables.ts';
import { stepFunctionsTrials } from '../adapters/trials.ts';
import type { Integrations } from './engine/index.ts';
import { LOCAL_AWS } from './services/aws.ts';
import { BUS_NAME, type PutEventsAnswer } from './services/eventbridge.ts';
import { queueText, type Sqs } from './services/sqs.ts';

/** Rows never expire: the local archive keeps every accepted event, and would start one without a row again. */
const RETENTION = { heldEvidence: 30, evidence: 100 };

/** The stores, over the same SDK clients as on AWS. */
export function localStores(dynamodbEndpoint: string, onUnreadable?: OnUnreadable) {
  const tables = dynamoClient({ ...LOCAL_AWS, endpoint: dynamodbEndpoint }, onUnreadable);
  const catalog = dynamoCatalog(tables, 'catalog', Date.now);
  const priceStates = dynamoPriceStates(tables, 'price-state');
  return {
    catalog: { ...catalog, product: sharingReads(catalog.product) },
    priceStates: { ...priceStates, read: sharingReads(priceStates.read) },
    ledger: dynamoLedger(tables, 'ledger', RETENTION),
    forgetExpired: expiredItems(tables, 'ledger', TABLES.ledger),
    auditStore: dynamoAuditStore(tables, 'audit'),
    auditAnchors: dynamoAuditAnchors(tables, 'catalog'),
    keptNotes: dynamoKeptNotes(tables, 'catalog'),
    reviews: dynamoReviews(tables, 'reviews'),
    orders: dynamoOrders(tables, 'reviews'),
    drafts: dynamoDrafts(tables, 'catalog'),
  };
}

/** The bus, called in this process. Requests over HTTP may not put events with our own source. */
export const localBus = (putOwnEvents: (input: unknown) => Promise<PutEventsAnswer>) =>
  busOver(putOwnEvents, BUS_NAME);

/** The workflow behind the stack's own HTTP server. */
export const localExecutions = (url: string, workflowArn: string) =>
  // Without `disableHostPrefix`, calls that wait for the end of an execution would use the host sync-127.0.0.1.
  stepFunctionsTrials(new SFNClient({ ...LOCAL_AWS, endpoint: url, disableHostPrefix: true }), workflowArn);

/** The services that the workflow calls directly, without a Lambda. */
export function directIntegrations(
  dynamodbEndpoint: string,
  sqs: Sqs,
  putEvents: (input: unknown) => Promise<PutEventsAnswer>,
): Pick<Integrations, 'sendMessage' | 'putEvents' | 'updateItem'> {
  const dynamodb = new DynamoDBClient({ ...LOCAL_AWS, endpoint: dynamodbEndpoint });
  return {
    async sendMessage(args) {
      const input = args as unknown as SendMessageCommandInput & { MessageBody: string };
      const { MessageId } = await sqs.client.send(
        new SendMessageCommand({ ...input, MessageBody: queueText(input.MessageBody) }),
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
