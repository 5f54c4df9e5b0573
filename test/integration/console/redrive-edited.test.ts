import { beforeAll, describe, expect, it } from 'vitest';
import type { RedrivenEdited } from '../../../api/routes/dead-letters.ts';
import type { AuditEntry } from '../../../domain/people/audit.ts';
import { eventually } from '../stack/support/eventually.ts';
import { product } from '../stack/support/goods.ts';
import { type OpenShop, openShop } from '../stack/support/open-shop.ts';

describe('a dead letter that is redriven with an edited event', () => {
  let open: OpenShop;
  let letter: { id: string; messageId: string };
  const detail = { productId: 'SKU1', stock: 12, sequence: 50, occurredAt: '2026-11-22T12:00:00.000Z' };
  const redrive = (id: string, edited: object) =>
    open.shop.call('POST', `/api/dead-letters/${id}/redrive-edited`, { detail: edited, why: 'a typo' });

  beforeAll(async () => {
    open = await openShop();
    const { shop } = open;
    await shop.stock(product('SKU1'));
    const [id = ''] = await shop.send({ ...detail, stock: -12 });
    const [first] = await eventually(async () => {
      const letters = await shop.letters('dead-letters');
      expect(letters).toHaveLength(1);
      return letters;
    });
    letter = { id, messageId: first?.messageId ?? '' };
  });

  it('stays where the edit would be refused again, or names no letter', async () => {
    expect((await redrive(letter.id, { ...detail, stock: -1 })).status).toBe(400);
    expect((await redrive('none', detail)).status).toBe(404);
    expect(await open.shop.letters('dead-letters')).toHaveLength(1);
  });

  it('is a new event that tells who edited it; the old one names it, and its letter leaves', async () => {
    const { shop } = open;
    const answer = await redrive(letter.messageId, detail);
    const { redrivenAs } = (await answer.json()) as RedrivenEdited;
    const row = await shop.ended(redrivenAs);
    expect(row).toMatchObject({ redriveOf: letter.id, productId: 'SKU1' });
    expect(['priced', 'held']).toContain(row.outcome);
    expect(JSON.parse(row.envelope)).toMatchObject({
      detail: { stock: 12 },
      edited: { orderId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    expect((await shop.event(letter.id)).row).toMatchObject({ outcome: 'dead-lettered', redrivenAs });
    expect((await shop.state('SKU1')).stock).toBe(12);
    await eventually(async () => expect(await shop.letters('dead-letters')).toEqual([]));
    const { entries } = await shop.api<{ entries: AuditEntry[] }>('GET', '/api/audit?action=redrive-edited');
    expect(entries).toMatchObject([
      {
        by: 'tester',
        subject: { id: letter.id },
        details: { redrivenAs, detail: { stock: 12 }, why: 'a typo' },
      },
    ]);
  });
});
