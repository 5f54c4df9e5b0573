import { describe, expect, it } from 'vitest';
import { sender } from '../../../cli/replay/sender.ts';
import type { InventoryDetail, Put } from '../../../cli/shared/bus.ts';

const detail = (sequence: number): InventoryDetail => ({
  productId: 'SKU1',
  stock: 1,
  sequence,
  occurredAt: '2026-01-01T00:00:00.000Z',
});

/** A bus whose calls stay open until the test answers them. */
function openBus() {
  const calls: { details: InventoryDetail[]; answer(puts?: Put[]): void; fail(error: Error): void }[] = [];
  const put = (details: InventoryDetail[]) =>
    new Promise<Put[]>((done, fail) => {
      const ids = details.map(({ sequence }) => ({ eventId: String(sequence) }));
      calls.push({ details, answer: (puts = ids) => done(puts), fail });
    });
  return { calls, put };
}
const settled = () => new Promise((done) => setImmediate(done));

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  await settled();
  return Promise.race([promise.then(() => false), settled().then(() => true)]);
}

describe('the sender', () => {
  const made = (concurrency: number) => {
    const bus = openBus();
    const seen = { sent: 0, refused: [] as [number, string][] };
    const to = sender(bus, concurrency, {
      sent: (count) => {
        seen.sent += count;
      },
      refused: (line, why) => seen.refused.push([line, why]),
    });
    return { ...bus, seen, to };
  };

  it('puts ten events a call, in order, and the rest at the end', async () => {
    const { to, calls, seen } = made(4);
    for (let at = 1; at <= 23; at += 1) await to.add(at, detail(at));
    const ended = to.end();
    await settled();
    expect(calls.map(({ details }) => details.map(({ sequence }) => sequence))).toEqual([
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      [11, 12, 13, 14, 15, 16, 17, 18, 19, 20],
      [21, 22, 23],
    ]);
    for (const call of calls) call.answer();
    await ended;
    expect(seen.sent).toBe(23);
  });

  it('waits while as many calls as allowed are under way', async () => {
    const { to, calls } = made(2);
    for (let at = 1; at <= 29; at += 1) await to.add(at, detail(at));
    const third = to.add(30, detail(30));
    expect(await isPending(third)).toBe(true);
    expect(calls).toHaveLength(2);
    calls[0]?.answer();
    await third;
    expect(calls).toHaveLength(3);
  });

  it('tells which line the bus refused, and why', async () => {
    const { to, calls, seen } = made(1);
    await to.add(7, detail(1));
    await to.add(8, detail(2));
    const ended = to.end();
    await settled();
    calls[0]?.answer([{ eventId: 'a' }, { refused: 'Throttling: slow down' }]);
    await ended;
    expect(seen).toEqual({ sent: 1, refused: [[8, 'Throttling: slow down']] });
  });

  it('throws what a call has met with at the next event, and at the end', async () => {
    const { to, calls } = made(1);
    await to.add(1, detail(1));
    await to.flush();
    calls[0]?.fail(new Error('gone'));
    await settled();
    await expect(to.add(2, detail(2))).rejects.toThrow('gone');
    await expect(to.end()).rejects.toThrow('gone');
  });
});
