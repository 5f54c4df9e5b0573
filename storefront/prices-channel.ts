import type { Redis } from 'ioredis';
import * as z from 'zod';
import type { CacheNames } from '../adapters/cache-names.ts';
import { PublishedPrice } from '../adapters/price-cache.ts';

/** A price from the channel, or a gap: messages may have been missed during a disconnect. */
export type Heard = { kind: 'price'; productId: string; price: PublishedPrice } | { kind: 'gap' };
export type Listener = (heard: Heard) => void;
/** Adds a listener. The returned function removes it. */
export type Subscribe = (listener: Listener) => () => void;

const Message = PublishedPrice.extend({ productId: z.string() });

/**
 * Subscribes to the channel of prices on a separate connection, for any number of listeners. After a reconnect it subscribes
 * again and reports a gap, because Redis does not keep messages for disconnected clients.
 */
export function subscriptions(subscriber: Redis, { channel }: CacheNames): Subscribe {
  const listeners = new Set<Listener>();
  const tell = (heard: Heard) => {
    for (const listener of listeners) listener(heard);
  };
  subscriber.on('message', (_channel: string, text: string) => {
    const message = parse(text);
    if (message) tell(message);
  });
  // After a failed subscription the connection becomes `ready` again.
  const listen = () =>
    void subscriber.subscribe(channel).then(
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
