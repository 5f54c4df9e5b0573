import { expect, it } from 'vitest';
import type { Answer, PriceReader } from '../../../storefront/price-reader.ts';
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

/** A stream of product A over a reader that remembers nothing, as of a product that was forgotten for others. */
function streamOver(answers: Answer[]) {
  let listener: Listener = () => {};
  const reader: PriceReader = {
    read: () => Promise.reject(new Error('not asked')),
    readMany: async () => answers.splice(0, 1),
    heard: (price) => ({ kind: 'price', price, source: 'cache', asOf: at(0) }),
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
    events: new SentEvents(new Response(stream)),
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

it('says nothing of an outage to a reader who has a price', async () => {
  const { events, tell } = streamOver([priced(5), problem('unavailable', 'nothing could be asked')]);
  await events.nextNamed('price');

  tell({ kind: 'gap' });
  await new Promise(setImmediate);
  tell({ kind: 'price', productId: 'A', price: told(6) });

  expect(await events.next()).toMatchObject({ event: 'price', id: '6' });
  await events.close();
});

it('tells a reader without a price of the outage', async () => {
  const { events } = streamOver([problem('unavailable', 'nothing could be asked')]);

  expect(await events.nextNamed('missing')).toMatchObject({ productId: 'A', status: 503 });
  await events.close();
});
