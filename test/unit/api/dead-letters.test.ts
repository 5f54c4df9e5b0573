import { describe, expect, it } from 'vitest';
import type { DeadLetterGroups } from '../../../api/routes/dead-letters.ts';
import { shift } from '../../../domain/values/time.ts';
import { NOW } from '../domain/make.ts';
import { row } from './search/make.ts';
import { ask, send, shopWith } from './support.ts';

const letter = (id: string, agoMs: number, error = 'Broken', detail: object = {}) => ({
  messageId: `m-${id}`,
  attributes: {},
  body: JSON.stringify({
    eventId: id,
    productId: 'SKU1',
    stage: 'Commit',
    error,
    reason: `${error}: event ${id}`,
    deadLetteredAt: shift(NOW, -agoMs),
    envelope: JSON.stringify({
      id,
      source: 'inventory',
      'detail-type': 'InventoryChanged',
      time: NOW,
      detail: { productId: 'SKU1', stock: 1, sequence: 9, occurredAt: NOW, ...detail },
    }),
  }),
});
const dead = (id: string) => row(id, 0, { outcome: 'dead-lettered' });

function shop(...letters: ReturnType<typeof letter>[]) {
  const ids = letters.map(({ messageId }) => messageId.slice(2));
  const made = shopWith({
    queues: { 'dead-letters': letters },
    letters: { 'dead-letters': { letters: [...letters] }, undelivered: { letters: [] } },
    ledger: { rows: Object.fromEntries(ids.map((id) => [id, dead(id)])), evidence: {} },
  });
  made.deps.executions.start = async (envelope) => {
    made.shop.started.push(envelope);
    const eventId = String(envelope['id']);
    made.shop.ledger.rows[eventId] = row(eventId, 0);
    return 'arn:new';
  };
  return made;
}

describe('groups of dead letters', () => {
  it('page by page hold each of their letters once, newest first', async () => {
    const { api } = shop(
      letter('a', 3),
      letter('x', 2, 'Other'),
      letter('b', 2),
      letter('c', 2),
      letter('d', 1),
    );
    const { groups, total } = (await ask(api, '/dead-letters/groups')).body as DeadLetterGroups;
    expect([total, groups.map(({ error, count }) => [error, count])]).toEqual([
      5,
      [
        ['Broken', 4],
        ['Other', 1],
      ],
    ]);
    const found: string[] = [];
    let query = `/dead-letters?group=${groups[0]?.key}&limit=1`;
    for (;;) {
      const { body } = await ask(api, query);
      found.push(...body.messages.map(({ eventId }: { eventId: string }) => eventId));
      if (body.next === undefined) break;
      query = `/dead-letters?group=${groups[0]?.key}&limit=1&cursor=${body.next}`;
    }
    expect(found).toEqual(['d', 'c', 'b', 'a']);
  });

  it('are redriven as a whole, and nothing else is', async () => {
    const { api, shop: data } = shop(letter('a', 1), letter('x', 2, 'Other'), letter('b', 3));
    const { groups } = (await ask(api, '/dead-letters/groups')).body as DeadLetterGroups;
    const answer = await api.request('/dead-letters/redrive', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-pricewire-person': 'tester',
        'x-pricewire-client': 'cli',
      },
      body: JSON.stringify({ group: groups[0]?.key }),
    });
    expect(await answer.text()).toContain('{"done":{"redriven":2}}');
    expect(data.started.map(({ redriveOf }) => redriveOf).toSorted()).toEqual(['a', 'b']);
  });

  it('a redrive says one of what it may say', async () => {
    const { api } = shop(letter('a', 1));
    for (const body of [{}, { all: true, group: 'g' }, { ids: ['a'], error: 'Broken' }])
      expect((await send(api, 'POST', '/dead-letters/redrive', body)).status).toBe(400);
  });
});

describe('a redrive with an edited event', () => {
  const detail = { productId: 'SKU1', stock: 5, sequence: 9, occurredAt: NOW };
  const edit = (made: ReturnType<typeof shop>, id: string, changes: object = {}) =>
    send(made.api, 'POST', `/dead-letters/${id}/redrive-edited`, {
      detail: { ...detail, ...changes },
      why: 'typo',
    });

  it('is one event however often the same edit is asked for', async () => {
    const made = shop(letter('a', 1, 'InvalidEvent', { stock: -1 }));
    const first = await edit(made, 'a');
    expect(first.status).toBe(200);
    expect(await edit(made, 'm-a')).toMatchObject({ body: first.body });
    expect(new Set(made.shop.started.map(({ id }) => id))).toEqual(new Set([first.body.redrivenAs]));
    expect(made.shop.started[0]).toMatchObject({
      redriveOf: 'a',
      detail,
      edited: { orderId: 'id-1' },
    });
    expect(made.shop.orders.orders['id-1']).toMatchObject({
      kind: 'edit',
      ofEventId: 'a',
      by: 'tester',
      why: 'typo',
      givenAt: NOW,
    });
    expect(made.shop.ledger.rows['a']?.redrivenAs).toBe(first.body.redrivenAs);
    expect(made.shop.letters['dead-letters'].letters).toEqual([]);
  });

  it('can be tried out: it tells what would come of the event, and starts nothing', async () => {
    const made = shop(letter('a', 1, 'InvalidEvent', { stock: -1 }));
    const body = { detail, why: 'typo', dryRun: true };
    const tried = await send(made.api, 'POST', '/dead-letters/a/redrive-edited', body);
    expect(tried.body.would).toMatchObject({ outcome: expect.any(String), reason: expect.any(String) });
    expect(made.shop.started).toEqual([]);
    expect(made.shop.letters['dead-letters'].letters).toHaveLength(1);
    expect((await edit(made, 'a')).body.redrivenAs).toBe(tried.body.redrivenAs);
  });

  it('is refused once the event was started again in another way', async () => {
    const made = shop(letter('a', 1));
    await edit(made, 'a');
    const other = await edit(made, 'a', { stock: 6 });
    expect([other.status, other.body.detail]).toEqual([409, expect.stringContaining('started again as')]);
    expect(made.shop.started).toHaveLength(1);
  });

  it.each(['priced', undefined] as const)('is refused for an event that ended %s', async (outcome) => {
    const made = shop(letter('a', 1));
    const { outcome: _, ...open } = dead('a');
    made.shop.ledger.rows['a'] = { ...open, ...(outcome ? { outcome } : {}) };
    expect((await edit(made, 'a')).status).toBe(409);
    expect([made.shop.started, made.shop.audited]).toEqual([[], []]);
  });

  it('takes out the letters of that event only', async () => {
    const made = shop(...Array.from({ length: 25 }, (_, at) => letter(`e${at}`, at)));
    expect((await edit(made, 'e20')).status).toBe(200);
    expect(made.shop.letters['dead-letters'].letters).toHaveLength(24);
  });

  it('of an event that was never delivered keeps its id', async () => {
    const made = shop();
    const body = JSON.stringify({
      id: 'u1',
      source: 'inventory',
      'detail-type': 'InventoryChanged',
      time: NOW,
    });
    const lost = { messageId: 'm-u1', body, attributes: {} };
    made.shop.queues['undelivered'] = [lost];
    made.shop.letters.undelivered.letters.push(lost);
    expect((await edit(made, 'u1')).body).toEqual({ redrivenAs: 'u1' });
    expect(made.shop.started[0]).not.toHaveProperty('redriveOf');
  });
});
