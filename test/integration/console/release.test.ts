import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readPublicKey } from '../../../adapters/audit-signer.ts';
import type { ReviewFile, ReviewItem, ReviewPage } from '../../../api/routes/reviews.ts';
import { linesOfBytes } from '../../../compliance/audit/file-lines.ts';
import { verifyLines } from '../../../compliance/audit/verify-lines.ts';
import { eventually } from '../stack/support/eventually.ts';
import { byStock, PRICE_WHEN, product, STOCK } from '../stack/support/goods.ts';
import { openShop } from '../stack/support/open-shop.ts';
import type { Shop } from '../stack/support/shop.ts';

const RELEASE = { kind: 'release', reasonCode: 'price-is-right', text: 'agreed with the shop' };

describe('rejections of a running stack', () => {
  let shop: Shop;
  let data: string;
  let sequence = 1;

  beforeAll(async () => {
    const opened = await openShop({ path: '' });
    shop = opened.shop;
    data = opened.dataDir;
    const jump = { reviewJump: { ofPriceInForcePercent: 5 } };
    await shop.putPolicy(
      byStock({ guardrails: jump, review: { secondPersonAbove: { changePercent: 500 } } }),
    );
    await shop.stock(product('P1'), product('P2'), product('P3'));
  });

  const ask = (person: string, method: string, path: string, body?: unknown) =>
    fetch(`${shop.url}/api${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        'x-pricewire-person': person,
        'x-pricewire-client': 'console',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const json = async <Body>(...asked: Parameters<typeof ask>): Promise<Body> =>
    (await (await ask(...asked)).json()) as Body;

  async function rejected(productId: string): Promise<string> {
    sequence += 1;
    const [id = ''] = await shop.send({ productId, stock: STOCK.low, sequence });
    expect(await shop.ended(id)).toMatchObject({ outcome: 'rejected' });
    const { items } = await json<ReviewPage>('ben', 'GET', `/reviews?product=${productId}`);
    expect(items).toMatchObject([{ reviewId: id, state: 'open', guardrail: 'review-jump' }]);
    return id;
  }

  it('are released into the storefront, by an event that says who', async () => {
    const id = await rejected('P1');

    const item = await json<ReviewItem>('ben', 'POST', `/reviews/${id}/decide`, RELEASE);

    const row = await shop.ended(item.releaseEventId ?? '');
    expect(row).toMatchObject({ outcome: 'priced', kind: 'release' });
    expect(JSON.parse(row.envelope).detail).toEqual({ productId: 'P1', orderId: `release-${id}` });
    await eventually(async () => {
      const shown = await fetch(`${shop.url}/v1/prices/P1`);
      expect(await shown.json()).toMatchObject({ price: PRICE_WHEN.low, eventId: item.releaseEventId });
    });
    const file = await json<ReviewFile>('cleo', 'GET', `/reviews/${id}`);
    expect(file.item).toMatchObject({ state: 'released', releasedPrice: PRICE_WHEN.low });
    expect(file.history.map(({ kind }) => kind)).toEqual([
      'opened',
      'released',
      'release-sent',
      'release-settled',
    ]);
  });

  it('that 50 people decide at once are decided by one', async () => {
    const id = await rejected('P2');
    const decisions = [RELEASE, { kind: 'uphold', reasonCode: 'wrong-data', text: 'no' }];

    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, each) =>
        ask(each % 2 === 0 ? 'ben' : 'cleo', 'POST', `/reviews/${id}/decide`, decisions[each % 2]),
      ),
    );

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(49);
    const { history } = await json<ReviewFile>('ben', 'GET', `/reviews/${id}`);
    expect(history.filter(({ kind }) => ['released', 'upheld'].includes(kind))).toHaveLength(1);
  });

  it('that 50 people want to take go to one', async () => {
    const id = await rejected('P3');

    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, each) =>
        ask(each % 2 === 0 ? 'ben' : 'cleo', 'POST', `/reviews/${id}/take`, {}),
      ),
    );

    const holders = new Set<string>();
    for (const answer of answers)
      if (answer.ok) holders.add(((await answer.json()) as ReviewItem).takenBy ?? 'nobody');
    expect(holders.size).toBe(1);
  });

  it('leave an audit log that can be verified with the key of this machine alone', async () => {
    const pem = await readFile(join(data, 'audit', 'audit-key.pub'), 'utf8');
    const key = readPublicKey(pem).export({ type: 'spki', format: 'der' }).toString('base64');

    const file = new Uint8Array(await (await ask('finn', 'GET', '/audit/export')).arrayBuffer());

    const verdict = await verifyLines(linesOfBytes([file]), [key]);
    expect(verdict).toMatchObject({ ok: true, sealed: 0 });
    expect(Buffer.from(file).toString()).toContain('"action":"review.release"');
  });
});
