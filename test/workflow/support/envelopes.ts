import { EVENT_KINDS, type EventKind } from '../../../domain/events/index.ts';
import { ID, NOW, orderIdAt } from '../../unit/domain/make.ts';

export type Envelope = Record<string, unknown> & { id: string; detail: Record<string, unknown> };

const envelope = (kind: EventKind, id: string, detail: Record<string, unknown>): Envelope => ({
  version: '0',
  id,
  source: EVENT_KINDS[kind].source,
  'detail-type': EVENT_KINDS[kind].detailType,
  time: NOW,
  detail: { productId: ID, ...detail },
});

/** "Five units are left", the sequence that follows on `state()`; the rules of `raising()` make EUR 15.00 of it. */
export const inventory = (detail: Record<string, unknown> = {}, id = 'event-2'): Envelope =>
  envelope('inventory', id, { stock: 5, sequence: 2, occurredAt: NOW, ...detail });

export const seed = (id = 'seed-1'): Envelope => envelope('seed', id, {});

export const reprice = (id = 'reprice-1'): Envelope => envelope('reprice', id, { why: 'time has passed' });

/** Ordered, by who is at hand, at the time that it is sent. */
export const release = (price: number, id = 'release-1'): Envelope =>
  envelope('release', id, { orderId: orderIdAt('release', price) });

export const rollback = (price: number, id = 'rollback-1'): Envelope =>
  envelope('rollback', id, { orderId: orderIdAt('rollback', price) });

/** An envelope as JSON text, for one that `JSON.stringify` can't write. */
export class JsonText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** An inventory event with a further field, nested so that the whole envelope has this many levels. */
export function nestedText(levels: number): JsonText {
  const lists = levels - 2;
  const nested = '['.repeat(lists) + ']'.repeat(lists);
  return new JsonText(JSON.stringify(inventory({ nested: 0 })).replace('"nested":0', `"nested":${nested}`));
}
