import { once } from 'node:events';
import { appendFile, mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { atTheEnd } from './support/cleanup.ts';
import { eventually } from './support/eventually.ts';
import { expectConsistent } from './support/expect-consistent.ts';
import { byStock, product, STOCK } from './support/goods.ts';
import { freePorts, freshDir } from './support/scratch.ts';
import { envelope, type Shop } from './support/shop.ts';
import { redisAt, StackChild } from './support/stack-child.ts';

const PRODUCTS = ['A', 'B', 'C', 'D', 'E'];
const BURST = 250;

/** Sends changes of all products until the stack is gone. Returns the ids of accepted events. */
async function burst(shop: Shop, onAccepted: (accepted: number) => void): Promise<string[]> {
  const accepted: string[] = [];
  const sender = async (productId: string) => {
    for (let sequence = 1; sequence < 1_000; sequence += 10) {
      const changes = Array.from({ length: 10 }, (_, at) => ({
        productId,
        sequence: sequence + at,
        stock: [STOCK.low, STOCK.normal, STOCK.over][(sequence + at) % 3] ?? 0,
      }));
      accepted.push(...(await shop.send(...changes)));
      onAccepted(accepted.length);
    }
  };
  await Promise.allSettled(PRODUCTS.map(sender));
  return accepted;
}

describe('a stack that is killed', () => {
  it('gives every accepted event exactly one outcome after a kill in the middle of a burst', async () => {
    const where = { dataDir: await freshDir(), port: await freePorts() };
    const first = await StackChild.start(where);
    await first.shop.putPolicy(byStock());
    await first.shop.stock(...PRODUCTS.map((id) => product(id)));

    const accepted = await burst(first.shop, (count) => {
      if (count >= BURST) void first.kill();
    });
    const orphan = await redisAt(where.port + 3);
    const second = await StackChild.start(where);
    const { shop, recovered } = second;

    expect(accepted.length).toBeGreaterThanOrEqual(BURST);
    expect(recovered.started + recovered.restarted).toBeGreaterThan(0);
    // The new stack uses the redis-server of the killed one.
    expect(await orphan?.ping()).toBe('PONG');
    expect((await shop.redis.info('server')).match(/run_id:\w+/)?.[0]).toBe(
      (await orphan?.info('server'))?.match(/run_id:\w+/)?.[0],
    );
    orphan?.disconnect();
    for (const id of PRODUCTS) await shop.settled(id, 60_000);
    const rows = (await Promise.all(PRODUCTS.map((id) => shop.rowsOf(id)))).flat();
    const outcomes = new Map(rows.map(({ eventId, outcome }) => [eventId, outcome]));
    expect(accepted.filter((id) => outcomes.get(id) === undefined)).toEqual([]);
    expect(rows.filter(({ outcome }) => outcome === 'dead-lettered')).toEqual([]);
    for (const id of PRODUCTS) await expectConsistent(shop, id);

    // And no process is left in the end.
    expect(await second.terminate()).toBe(0);
    for (const offset of [0, 1, 2, 3]) expect(await redisAt(where.port + offset)).toBeUndefined();
  });

  it('finishes an interrupted execution', async () => {
    const asked = createServer();
    const { modelUrl, stalled } = await stalledModel(asked);
    const where = { dataDir: await freshDir(), port: 0, path: '' };
    const first = await StackChild.start({ ...where, modelUrl });
    await first.shop.putPolicy(byStock());
    await first.shop.stock(product('SKU1'));
    await first.shop.send({ productId: 'SKU1', stock: 60, sequence: 1, occurredAt: '2026-11-22T01:00:00Z' });
    await first.shop.settled('SKU1');
    await first.shop.putPolicy(byStock({ model: { use: true, timeoutMs: 5_000 } }));
    const ids = first.shop.send({
      productId: 'SKU1',
      stock: 5,
      sequence: 2,
      occurredAt: '2026-11-22T03:00:00Z',
    });
    const [id = ''] = await ids;
    await stalled;
    await first.kill();

    const { shop, recovered } = await StackChild.start(where);

    expect(recovered.restarted).toBeGreaterThan(0);
    const row = await shop.ended(id);
    expect(row).toMatchObject({ outcome: 'priced', sweeps: 1 });
    expect(row.executions).toHaveLength(2);
    await shop.settled('SKU1');
    await eventually(async () => {
      const traces = await shop.trace(id);
      expect(traces.map(({ status }) => status)).toEqual(['unfinished', 'succeeded']);
      expect(traces[0]?.end.text).toMatch(
        /^left nothing, and died; the sweeper noted it at \S+Z: the event was open and undecided; the next execution found it undecided, and judged it$/,
      );
    });
  });

  it('keeps an accepted event even when it is killed again as soon as it is up', async () => {
    const where = {
      dataDir: await freshDir(),
      port: 0,
      path: '',
      acceptLoss: ['dynamodb' as const],
    };
    const archive = join(where.dataDir, 'archive');
    await mkdir(archive);
    const ids = Array.from({ length: 40 }, (_, at) => `accepted-${at}`);
    for (const id of ids)
      await appendFile(
        join(archive, 'events.jsonl'),
        `${JSON.stringify({ event: envelope(id, { productId: 'NOBODYS', stock: 1, sequence: 1 }) })}\n`,
      );
    await StackChild.startAndDie(where);

    const { shop } = await StackChild.start(where);

    const isKnown = async (id: string) => (await shop.call('GET', `/api/events/${id}`)).ok;
    // Sooner than the archive is reconciled again, which is a minute after the start.
    await eventually(async () => {
      const known = await Promise.all(ids.map(isKnown));
      expect(ids.filter((_, at) => !known[at])).toEqual([]);
    });
  });
});

/** A model endpoint that never answers. `stalled` resolves on its first request. */
async function stalledModel(server: ReturnType<typeof createServer>) {
  const stalled = once(server, 'request');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atTheEnd(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  return { modelUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stalled };
}
