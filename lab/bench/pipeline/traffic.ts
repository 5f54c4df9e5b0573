import { randomUUID } from 'node:crypto';
import type { Envelope } from '../../../adapters/accepted-events.ts';
import { stockAt } from '../stock.ts';
import { productOf } from './services.ts';

const PRODUCTS = 400;

/** Events of the products in turn, so that events of one product never overlap. */
export interface Traffic {
  productIds: string[];
  next(): Envelope;
}

/** The envelope that the bus delivers for this sequence. */
export function inventoryEnvelope(productId: string, sequence: number): Envelope {
  const now = new Date().toISOString();
  return {
    version: '0',
    id: randomUUID(),
    source: 'inventory',
    'detail-type': 'InventoryChanged',
    time: now,
    detail: { productId, stock: stockAt(sequence), sequence, occurredAt: now },
  };
}

export function traffic(): Traffic {
  const productIds = Array.from({ length: PRODUCTS }, (_, at) => productOf(`P${at}`).productId);
  let sent = 0;
  return {
    productIds,
    next() {
      const productId = productIds[sent % PRODUCTS] ?? '';
      const sequence = Math.floor(sent / PRODUCTS) + 1;
      sent += 1;
      return inventoryEnvelope(productId, sequence);
    },
  };
}
