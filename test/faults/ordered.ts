import type { BusEvent } from '../../adapters/bus.ts';
import { Order } from '../../domain/context/order.ts';
import type { PriceState } from '../../domain/state/price-state.ts';
import { NOW } from '../unit/domain/make.ts';

/** The order of an event, by two people and on the price in force. */
export const orderOf = (
  { kind, detail }: BusEvent,
  price: number,
  state: Pick<PriceState, 'price'> | undefined,
): Order =>
  Order.parse({
    kind,
    ...detail,
    price,
    onPriceRevision: state?.price?.revision ?? 0,
    by: 'ann',
    why: 'asked for',
    givenAt: NOW,
    audit: { day: NOW.slice(0, 10), seq: 1 },
    ...(kind === 'release' ? { second: 'ben', ofEventId: 'any' } : { since: NOW }),
  });
