import { expect, it, vi } from 'vitest';
import { StoreUnavailable } from '../../../domain/values/errors.ts';
import {
  type Answer,
  type PriceAnswer,
  type PriceReader,
  type PriceReaderDeps,
  priceReader,
} from '../../../storefront/price-reader.ts';
import { priceStream } from '../../../storefront/price-stream.ts';
import type { Listener } from '../../../storefront/prices-channel.ts';
import { problem } from '../../../storefront/problem.ts';
import { at } from '../../contract/samples.ts';
import { SentEvents } from '../../contract/sse.ts';
import { told } from './shop.ts';

const priced = (revision: number): Answer => ({
  kind: 'price',
  price: told(revision),
  source: 'cache',
  asOf: at(0),
});

/** A stream of product A over a reader without memory, as if the product had been evicted. */
function streamOver(answers: Answer[], heard?: Answer) {
  let listener: Listener = () => {};
  const reader: PriceReader = {
    read: () => Promise.reject(new Error('not asked')),
    readMany: async () => answers.splice(0, 1),
    heard: async (_, price) =>
      (heard ?? { kind: 'price', price, source: 'cache', asOf: at(0) }) as PriceAnswer,
    settle: (_, answer) => answer,
  };
  const stream = priceStream(['A'], {
    reader,
    subscribe: (given) => {
      listener = given;
      return () => {};
    },
    heartbeatMs: 60_000,
    onFault: (fault) => {
      throw fault;
    },
    onEnd: () => {},
  });
  return {
    stream,
    get events() {
      return new SentEvents(new Response(stream));
    },
    tell: (heard: Parameters<Listener>[0]) => listener(heard),
  };
}

it('never sends a lower revision, even where the reader has forgotten the higher one', async () => {
  const { events, tell } = streamOver([priced(5), priced(4)]);
  expect(await events.nextNamed('price')).toMatchObject({ 'price.revision': 5 });

  tell({ kind: 'gap' });
  await new Promise(setImmediate);
  tell({ kind: 'price', productId: 'A', price: told(6) });

  expect(await events.nextNamed('price')).toMatchObject({ 'price.revision': 6 });
  await events.close();
});

it('does not report an outage to a client that has a price', async () => {
  const { events, tell } = streamOver([priced(5), problem('unavailable', 'nothing could be asked')]);
  await events.nextNamed('price');

  tell({ kind: 'gap' });
  await new Promise(setImmediate);
  tell({ kind: 'price', productId: 'A', price: told(6) });

  expect(await events.next()).toMatchObject({ event: 'price', id: '6' });
  await events.close();
});

it('reports an outage to a client without a price', async () => {
  const { events } = streamOver([problem('unavailable', 'nothing could be asked')]);

  expect(await events.nextNamed('missing')).toMatchObject({ productId: 'A', status: 503 });
  await events.close();
});

it('stops reading prices for a client that does not read', async () => {
  vi.useFakeTimers();
  try {
    const asked: string[][] = [];
    const stream = priceStream(['A'], {
      reader: {
        read: () => Promise.reject(new Error('not asked')),
        readMany: async (ids) => {
          asked.push(ids);
          return [priced(5)];
        },
        heard: async (_, price) => ({ kind: 'price', price, source: 'cache', asOf: at(0) }),
        settle: (_, answer) => answer,
      },
      subscribe: () => () => {},
      heartbeatMs: 1_000,
      onFault: (fault) => {
        throw fault;
      },
      onEnd: () => {},
    });
    await vi.advanceTimersByTimeAsync(10_000);
    const untaken = asked.length;
    const events = new SentEvents(new Response(stream));
    await events.nextNamed('price');
    await vi.advanceTimersByTimeAsync(5_000);

    // At the start and at the first heartbeat; then again once it was read.
    expect([untaken, asked.length > untaken]).toEqual([2, true]);
    await events.close();
  } finally {
    vi.useRealTimers();
  }
});

it('creates the text of a price once for all streams', async () => {
  const answer = priced(6);
  const heardBy = async () => {
    const { tell, stream } = streamOver([problem('unavailable', 'nothing could be asked')], answer);
    const reader = stream.getReader();
    const chunks: (Uint8Array | undefined)[] = [];
    for (let at = 0; at < 2; at += 1) chunks.push((await reader.read()).value);
    tell({ kind: 'price', productId: 'A', price: told(6) });
    chunks.push((await reader.read()).value);
    await reader.cancel();
    return chunks[2];
  };

  const first = await heardBy();
  expect(new TextDecoder().decode(first)).toContain('"price.revision":6');
  expect(await heardBy()).toBe(first);
});

it('gives all streams the same answer', () => {
  const down = { readPrices: () => Promise.reject(new StoreUnavailable('down')) };
  const reader = priceReader({ clock: () => at(0), priceStates: down } as unknown as PriceReaderDeps);
  const price = told(6);

  expect(reader.heard('A', price)).toBe(reader.heard('A', price));
});
