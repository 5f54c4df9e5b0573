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

/** An event with a stock of five and the sequence after that of `state()`. The rules of `raising()` propose EUR 15.00. */
export const inventory = (detail: Record<string, unknown> = {}, id = 'event-2'): Envelope =>
  envelope('inventory', id, { stock: 5, sequence: 2, occurredAt: NOW, ...detail });

export const seed = (id = 'seed-1'): Envelope => envelope('seed', id, {});

export const reprice = (id = 'reprice-1'): Envelope => envelope('reprice', id, { why: 'time has passed' });

/** A release whose order is given when it is sent. */
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

/** An inventory event with a further field, so that the envelope has this many levels. */
export function nestedText(levels: number): JsonText {
  const lists = levels - 2;
  const nested = '['.repeat(lists) + ']'.repeat(lists);
  return new JsonText(JSON.stringify(inventory({ nested: 0 })).replace('"nested":0', `"nested":${nested}`));
}
