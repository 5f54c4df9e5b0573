import { EVENT_KINDS, type EventKind } from '../../../domain/inventory-event.ts';
import { ID, NOW } from '../../unit/domain/make.ts';

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

export const release = (price: number, id = 'release-1'): Envelope =>
  envelope('release', id, { price, ofEventId: 'event-1', releasedBy: 'ann', why: 'checked' });

export const rollback = (price: number, id = 'rollback-1'): Envelope =>
  envelope('rollback', id, { price, rolledBackBy: 'ann', why: 'too high' });
