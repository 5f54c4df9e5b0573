interface Keys {
  hash: string;
  range?: string;
}

/** All tables with their keys and keys-only indexes; all keys are strings. CDK and the local stack create them from this list. */
export const TABLES: Record<
  'catalog' | 'price-state' | 'ledger' | 'reviews' | 'audit',
  Keys & { indexes: Record<string, Keys> }
> = {
  catalog: { hash: 'id', range: 'part', indexes: {} },
  'price-state': { hash: 'productId', indexes: {} },
  ledger: {
    hash: 'eventId',
    range: 'part',
    indexes: {
      'by-product': { hash: 'productId', range: 'acceptedAt' },
      // These two use shards: one key value takes about 1,000 writes a second.
      'by-outcome': { hash: 'outcomeShard', range: 'closedAt' },
      open: { hash: 'openShard', range: 'receivedAt' },
    },
  },
  reviews: { hash: 'reviewId', range: 'part', indexes: { queue: { hash: 'queue', range: 'dueAt' } } },
  audit: { hash: 'day', range: 'seq', indexes: {} },
};
