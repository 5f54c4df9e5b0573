import { EventEmitter } from 'node:events';
import type { Redis } from 'ioredis';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Heard, subscriptions } from '../../../storefront/prices-channel.ts';
import { NAMES } from '../../contract/samples.ts';
import { told } from './shop.ts';

/** The connection of a subscriber, controlled by the test. */
class Connection extends EventEmitter {
  status = 'connecting';
  subscribed: string[] = [];
  refuses = false;

  async subscribe(channel: string): Promise<number> {
    if (this.refuses) throw new Error('Connection is closed.');
    this.subscribed.push(channel);
    return 1;
  }
}

let connection: Connection;
let heard: Heard[];
let stop: () => void;
beforeEach(() => {
  connection = new Connection();
  heard = [];
  stop = subscriptions(connection as unknown as Redis, NAMES)((each) => heard.push(each));
});
const ready = async () => {
  connection.emit('ready');
  await new Promise(setImmediate);
};
const say = (text: string) => connection.emit('message', NAMES.channel, text);

it('receives each price with its product', () => {
  say(JSON.stringify({ productId: 'A', ...told(3) }));

  expect(heard).toEqual([{ kind: 'price', productId: 'A', price: told(3) }]);
});

it('ignores messages that are not prices', () => {
  for (const text of [
    '',
    'hello',
    '{}',
    'null',
    JSON.stringify({ ...told(3) }),
    '{"productId":"A","price":-1}',
  ])
    say(text);

  expect(heard).toEqual([]);
});

it('calls no removed listener', () => {
  stop();

  say(JSON.stringify({ productId: 'A', ...told(3) }));

  expect(heard).toEqual([]);
});

describe('each time the connection is ready', () => {
  it('subscribes, and then reports a gap', async () => {
    await ready();
    await ready();

    expect(connection.subscribed).toEqual(['test:prices', 'test:prices']);
    expect(heard).toEqual([{ kind: 'gap' }, { kind: 'gap' }]);
  });

  it('reports no gap until it has subscribed', async () => {
    connection.refuses = true;

    await ready();

    expect(heard).toEqual([]);
  });
});

it('subscribes at once on a connection that is ready already', async () => {
  const open = new Connection();
  open.status = 'ready';

  subscriptions(open as unknown as Redis, NAMES);

  expect(open.subscribed).toEqual(['test:prices']);
});
