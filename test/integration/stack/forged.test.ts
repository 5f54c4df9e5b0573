import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import { EVENT_KINDS } from '../../../domain/events/index.ts';
import { OWN_SOURCE } from '../../../domain/events/kind.ts';
import type { AuditEntry } from '../../../domain/people/audit.ts';
import { LOCAL_ACCOUNT, LOCAL_AWS } from '../../../local/services/aws.ts';
import { BUS_NAME } from '../../../local/services/eventbridge.ts';
import { UNDELIVERED_QUEUE } from '../../../local/services/sqs.ts';
import { eventually } from './support/eventually.ts';
import { byStock, product } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';
import type { Shop } from './support/shop.ts';

const HAS_AWS_CLI = spawnSync('aws', ['--version']).status === 0;
const run = promisify(execFile);
/** Fields of a release with two names, which were once sufficient. */
const NAMES = { price: 12_800, ofEventId: 'e1', releasedBy: 'ann', confirmedBy: 'ben', why: 'agreed' };

let shop: Shop;
beforeAll(async () => {
  ({ shop } = await openShop({ path: '' }));
  await shop.putPolicy(byStock());
  await shop.stock(product('SKU1'), product('SKU2'));
});

const forged = (id: string, orderId: string) => ({
  version: '0',
  id,
  source: OWN_SOURCE,
  'detail-type': EVENT_KINDS.release.detailType,
  time: new Date().toISOString(),
  detail: { productId: 'SKU1', orderId, ...NAMES },
});
const audited = async (action: string): Promise<AuditEntry[]> =>
  (await shop.api<{ entries: AuditEntry[] }>('GET', `/api/audit?action=${action}`)).entries;
const inForce = async () => (await shop.state('SKU1')).price?.amount;

/** The event is dead-lettered, the ledger has the reason, and the price has not changed. */
async function expectRefused(id: string): Promise<void> {
  expect(await shop.ended(id)).toMatchObject({
    outcome: 'dead-lettered',
    stage: 'LoadContext',
    reason: expect.stringMatching(/^UnknownOrder: nobody gave an order .* for a release of SKU1/),
  });
  expect(await inForce()).toBe(10_000);
}

describe('an event with our own source, put on the bus by somebody else', () => {
  const Detail = JSON.stringify(forged('', 'an-order').detail);
  const entry = {
    EventBusName: BUS_NAME,
    Source: OWN_SOURCE,
    DetailType: EVENT_KINDS.release.detailType,
    Detail,
  };

  it('is refused without naming permitted senders, and adds an entry to the audit log', async () => {
    const { Entries, FailedEntryCount } = await shop.put([entry]);

    expect([Entries?.[0]?.ErrorCode, FailedEntryCount]).toEqual(['NotAuthorizedForSourceException', 1]);
    expect(await audited('bus.refuse-source')).toMatchObject([
      {
        by: 'unknown',
        subject: { kind: 'event', id: 'ReleaseRequested' },
        details: { entries: [{ source: OWN_SOURCE, detail: Detail }] },
      },
    ]);
    expect(await inForce()).toBe(10_000);
  });

  it.each(['x-pricewire-client', 'x-pricewire-source', 'x-amz-source-arn'])(
    'the header %s does not make it ours',
    async (header) => {
      const response = await fetch(shop.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': 'AWSEvents.PutEvents',
          [header]: OWN_SOURCE,
        },
        body: JSON.stringify({ Entries: [entry] }),
      });

      expect(await response.json()).toMatchObject({ FailedEntryCount: 1 });
    },
  );

  it.skipIf(!HAS_AWS_CLI)(
    'is refused to the AWS CLI',
    async () => {
      const env = {
        ...process.env,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_DEFAULT_REGION: 'us-east-1',
      };
      const args = ['events', 'put-events', '--endpoint-url', shop.url, '--entries', JSON.stringify([entry])];

      const { stdout } = await run('aws', args, { env });

      expect(JSON.parse(stdout)).toMatchObject({
        FailedEntryCount: 1,
        Entries: [{ ErrorCode: 'NotAuthorizedForSourceException' }],
      });
      expect(await inForce()).toBe(10_000);
    },
    60_000,
  );
});

describe('an event with our own source that bypasses the bus', () => {
  it('does nothing when an execution is started on it', async () => {
    await shop.start(forged('started', 'an-order'));

    await expectRefused('started');
  });

  it('does nothing when it is redriven from the queue of undelivered events', async () => {
    const client = new SQSClient({ ...LOCAL_AWS, endpoint: shop.sqs });
    await client.send(
      new SendMessageCommand({
        QueueUrl: `${shop.sqs}/${LOCAL_ACCOUNT}/${UNDELIVERED_QUEUE}`,
        MessageBody: JSON.stringify(forged('undelivered', 'an-order')),
      }),
    );
    client.destroy();
    await eventually(async () => expect(await shop.letters('undelivered')).toHaveLength(1));

    await shop.call('POST', '/api/dead-letters/redrive', { queue: 'undelivered', all: true });

    await expectRefused('undelivered');
  });

  it('does nothing as the redrive of an unknown event', async () => {
    await shop.start({ ...forged('redriven', 'an-order'), redriveOf: 'never' });

    await expectRefused('redriven');
  });

  it('does nothing by an order that was given for another event, product or kind', async () => {
    const since = new Date().toISOString();
    await shop.send({ productId: 'SKU2', stock: 5, sequence: 1 });
    await shop.settled('SKU2');
    const answer = await shop.call('POST', '/api/rollback', { since, productIds: ['SKU2'], why: 'a test' });
    const [first = ''] = (await answer.text()).split('\n');
    const { eventId } = JSON.parse(first) as { eventId: string };
    const { outcome, envelope } = await shop.ended(eventId);
    const { orderId } = JSON.parse(envelope).detail as { orderId: string };
    expect(outcome).toBe('priced');
    const { price } = await shop.state('SKU2');

    await shop.start(forged('of-another-product', orderId));
    const again = { ...forged('again', orderId), detail: { productId: 'SKU2', orderId } };
    await shop.start({ ...again, 'detail-type': EVENT_KINDS.rollback.detailType });

    await expectRefused('of-another-product');
    expect(await shop.ended('again')).toMatchObject({ outcome: 'held', reason: 'order-used' });
    expect((await shop.state('SKU2')).price).toEqual(price);
  });
});
