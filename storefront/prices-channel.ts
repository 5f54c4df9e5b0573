import type { Redis } from 'ioredis';
import * as z from 'zod';
import { PRICES_CHANNEL, PublishedPrice } from '../adapters/price-cache.ts';

/** What is heard on the channel: a price, or that something may have been missed because the connection was away. */
export type Heard = { kind: 'price'; productId: string; price: PublishedPrice } | { kind: 'gap' };
export type Listener = (heard: Heard) => void;
/** Calls the listener until what it returns is called. */
export type Subscribe = (listener: Listener) => () => void;

const Message = PublishedPrice.extend({ productId: z.string() });

/**
 * Listens to the `prices` channel on a connection of its own, for any number of listeners. After every reconnect it
 * subscribes again and then tells of the gap: Redis keeps no message for who is away.
 */
export function subscriptions(subscriber: Redis): Subscribe {
  const listeners = new Set<Listener>();
  const tell = (heard: Heard) => {
    for (const listener of listeners) listener(heard);
  };
  subscriber.on('message', (_channel: string, text: string) => {
    const message = parse(text);
    if (message) tell(message);
  });
  // A failed subscription is followed by another `ready`.
  const listen = () =>
    void subscriber.subscribe(PRICES_CHANNEL).then(
      () => tell({ kind: 'gap' }),
      () => {},
    );
  subscriber.on('ready', listen);
  if (subscriber.status === 'ready') listen();

  return (listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
}

function parse(text: string): Heard | undefined {
  try {
    const { productId, ...price } = Message.parse(JSON.parse(text));
    return { kind: 'price', productId, price };
  } catch {
    return undefined;
  }
}
