import { beforeAll, describe, expect, it, vi } from 'vitest';
import { FORMAT } from '../../../adapters/stored-item.ts';
import { shardKey } from '../../../domain/record/ledger.ts';
import { DIFFERENCES, type Difference, type DifferenceKind } from '../../../domain/record/price-check.ts';
import type { VerifyLine } from '../../../domain/record/upkeep-lines.ts';
import { withoutRedisServer } from '../../contract/redis-server.ts';
import { eventually } from './support/eventually.ts';
import { byStock, product, STOCK } from './support/goods.ts';
import { type OpenShop, openShop } from './support/open-shop.ts';
import {
  idsOf,
  plant,
  priced,
  proofOf,
  removeEvidence,
  removeRows,
  rowOf,
  writeItems,
} from './support/plant.ts';
import type { Shop } from './support/shop.ts';

const KINDS = Object.keys(DIFFERENCES) as DifferenceKind[];
const PLANTED = 1_000;
const SOUND = 500;
const MOVED = idsOf('MOVED', 8);

/** How each kind of difference is planted. The products exist already, and Redis has their prices. */
const PLANT: Record<DifferenceKind, (shop: Shop, endpoint: string, ids: string[]) => Promise<unknown>> = {
  'missing-in-redis': ({ redis }, _, ids) => redis.del(...ids.map(key)),
  'older-in-redis': ({ redis }, _, ids) => each(ids, (id) => redis.hset(key(id), 'price.revision', 4)),
  'newer-in-redis': ({ redis }, _, ids) => each(ids, (id) => redis.hset(key(id), 'price.revision', 6)),
  'other-price-in-redis': ({ redis }, _, ids) =>
    each(ids, (id, number) =>
      redis.hset(key(id), ['price', 'currency', 'eventId', 'referencePrice'][number % 4] ?? '', '7'),
    ),
  'unknown-in-redis': (_, endpoint, ids) =>
    writeItems(
      endpoint,
      'price-state',
      ids.map((id) => priced(id, { price: undefined })),
    ),
  'unreadable-in-redis': ({ redis }, _, ids) => each(ids, (id) => redis.set(key(id), 'no hash')),
  'unreadable-item': (_, endpoint, ids) =>
    writeItems(
      endpoint,
      'price-state',
      ids.map((id, number) => ({
        ...priced(id),
        ...(number % 2 === 0 ? { revision: -1 } : { format: FORMAT + 1 }),
      })),
    ),
  'no-ledger-row': (_, endpoint, ids) => removeRows(endpoint, ids),
  'ledger-row-differs': (_, endpoint, ids) =>
    writeItems(
      endpoint,
      'ledger',
      ids.map((id, number) =>
        rowOf(priced(id), number % 2 === 0 ? { outcome: 'held' } : { 'price.revision': 3 }),
      ),
    ),
  'evidence-missing': (_, endpoint, ids) => removeEvidence(endpoint, ids),
  'evidence-differs': (_, endpoint, ids) =>
    writeItems(
      endpoint,
      'ledger',
      ids.map((id) => proofOf(priced(id), 998)),
    ),
  'row-open-for-long': (_, endpoint, ids) =>
    writeItems(
      endpoint,
      'ledger',
      ids.map((id) => ({
        ...rowOf(priced(id)),
        eventId: `open-${id}`,
        outcome: undefined,
        outcomeShard: undefined,
        closedAt: undefined,
        openShard: shardKey('open', `open-${id}`),
      })),
    ),
};
const key = (productId: string) => `local:price:${productId}`;
const each = (ids: string[], job: (id: string, number: number) => Promise<unknown>) =>
  Promise.all(ids.map(job));

describe.skipIf(withoutRedisServer)('the check of the cache', () => {
  let opened: OpenShop;
  let shop: Shop;
  const planted = new Map<DifferenceKind, string[]>(
    KINDS.map((kind, at) => [
      kind,
      idsOf(kind, Math.floor(PLANTED / KINDS.length) + (at < PLANTED % KINDS.length ? 1 : 0)),
    ]),
  );
  beforeAll(async () => {
    // Upkeep timers never fire in this stack: they would sweep and settle the planted differences.
    vi.useFakeTimers({ toFake: ['setInterval'] });
    opened = await openShop();
    vi.useRealTimers();
    shop = opened.shop;
    await shop.putPolicy(byStock());
    await shop.stock(...MOVED.map((id) => product(id)));
    const endpoint = opened.stack.endpoints['dynamodb'] ?? '';
    await plant(endpoint, [...idsOf('SOUND', SOUND), ...[...planted.values()].flat()]);
    await shop.call('POST', '/api/cache/rebuild', {}).then((answer) => answer.text());
    for (const [kind, ids] of planted) await PLANT[kind](shop, endpoint, ids);
  });

  it(`finds ${PLANTED} of ${PLANTED} planted differences, and no other, while events flow`, async () => {
    const flow = flowing(shop);
    const lines = await verify(shop);
    const sent = await flow.stop();

    const found = lines.flatMap((line) => ('difference' in line ? [line.difference] : []));
    const byKind = (of: Map<string, string[]>) =>
      new Map([...of].map(([kind, ids]) => [kind, [...ids].sort()]));
    expect(byKind(grouped(found))).toEqual(byKind(planted));
    expect(sent).toBeGreaterThan(50);
    expect(opened.faults).toEqual([]);
  });

  it('no longer finds those that a rebuild repairs after a rebuild', async () => {
    await shop.call('POST', '/api/cache/rebuild', {}).then((answer) => answer.text());

    const found = grouped(
      (await verify(shop)).flatMap((line) => ('difference' in line ? [line.difference] : [])),
    );

    const mended = KINDS.filter((kind) => kind.endsWith('-in-redis'));
    expect(mended.filter((kind) => found.has(kind))).toEqual([]);
  });
});

async function verify(shop: Shop): Promise<VerifyLine[]> {
  const text = await (await shop.call('GET', '/api/cache/verify')).text();
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.at(-1)).toMatchObject({ done: { checked: expect.any(Number) } });
  return lines.slice(0, -1);
}

function grouped(differences: Difference[]): Map<DifferenceKind, string[]> {
  const groups = new Map<DifferenceKind, string[]>();
  for (const { kind, productId = '' } of differences)
    groups.set(kind, [...(groups.get(kind) ?? []), productId]);
  return groups;
}

/** Changes prices all the time until it is stopped. Returns the number of events. */
function flowing(shop: Shop) {
  let stopping = false;
  let sent = 0;
  const run = (async () => {
    for (let sequence = 1; !stopping; sequence += 1) {
      const stock = sequence % 2 === 0 ? STOCK.low : STOCK.over;
      const ids = await shop.send(...MOVED.map((productId) => ({ productId, stock, sequence })));
      sent += ids.length;
      await eventually(async () => expect((await shop.state(MOVED[0] ?? '')).sequence).toBe(sequence));
    }
  })();
  return {
    async stop() {
      stopping = true;
      await run;
      return sent;
    },
  };
}
