import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_AWS } from '../../../local/services/aws.ts';
import { eventually } from './support/eventually.ts';
import { byStock, product } from './support/goods.ts';
import { type OpenShop, openShop } from './support/open-shop.ts';
import { TESTER } from './support/shop.ts';

const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

describe('JSON that is nested very deep', () => {
  let opened: OpenShop;
  beforeAll(async () => {
    opened = await openShop();
    await opened.shop.putPolicy(byStock());
    await opened.shop.stock(product('SKU1'));
  });
  const stillServes = async () => {
    expect((await opened.shop.call('GET', '/v1/prices/SKU1')).status).toBe(200);
    expect((await opened.shop.state('SKU1')).price?.amount).toBe(10_000);
    expect(await opened.shop.letters('undelivered')).toBeInstanceOf(Array);
  };
  const urlOf = (name: string) => opened.stack.endpoints[name] ?? '';

  it.each([
    ['dynamodb', 'DynamoDB_20120810.PutItem'],
    ['sqs', 'AmazonSQS.SendMessage'],
  ])('is refused by the %s server', async (name, target) => {
    for (const body of [nested(1_001), nested(20_000), nested(1_000_000)]) {
      const headers = { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' };
      const answer = await fetch(urlOf(name), { method: 'POST', headers, body });
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain('SerializationException');
    }
    await stillServes();
  });

  it('is refused in an item of the embedded DynamoDB, or taken, and ends nothing', async () => {
    const value = (levels: number) => `${'{"L":['.repeat(levels)}{"S":"x"}${']}'.repeat(levels)}`;
    for (const levels of [30, 100, 450]) {
      const body = `{"TableName":"catalog","Item":{"pk":{"S":"p"},"sk":{"S":"s"},"deep":${value(levels)}}}`;
      const headers = {
        'x-amz-target': 'DynamoDB_20120810.PutItem',
        'content-type': 'application/x-amz-json-1.0',
        authorization:
          'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=a',
        'x-amz-date': '20260101T000000Z',
      };
      const answer = await fetch(urlOf('dynamodb'), { method: 'POST', headers, body });
      expect(answer.status).toBeLessThan(500);
      await stillServes();
    }
  });

  it('is refused by the API, with the correct error', async () => {
    for (const levels of [1_001, 20_000]) {
      const answer = await fetch(`${opened.shop.url}/api/products`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...TESTER },
        body: nested(levels),
      });
      expect([answer.status, await answer.text()]).toEqual([
        400,
        expect.stringContaining('the body is not JSON: it is nested deeper than 1000 levels'),
      ]);
    }
    await stillServes();
  });

  it('hides no other letter of a queue, and is not started from there', async () => {
    const sqs = new SQSClient({ ...LOCAL_AWS, endpoint: urlOf('sqs') });
    const QueueUrl = `${urlOf('sqs')}/000000000000/pricewire-undelivered`;
    const envelope = JSON.stringify({
      id: 'deep',
      source: 'inventory',
      'detail-type': 'InventoryChanged',
      detail: 0,
    });
    for (const MessageBody of [envelope.replace(':0}', `:${nested(20_000)}}`), '{"id":"other"}'])
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));

    await eventually(async () => expect(await opened.shop.letters('undelivered')).toHaveLength(2));
    expect((await opened.shop.letters('undelivered')).map(({ eventId }) => eventId)).toContain('other');
    sqs.destroy();
  });
});
