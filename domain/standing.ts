import { type Circumstances, stockOf } from './circumstances.ts';
import type { PriceEvent } from './inventory-event.ts';
import type { PriceState } from './price-state.ts';

type ReasonToStand =
  | 'paused'
  | 'retired'
  | 'price-moved-on'
  | 'out-of-stock'
  | 'stock-unknown'
  | 'has-a-price';

/** Why no price is to be asked for at all, and the price in force stays; undefined when one is. */
export function reasonToStand(on: Circumstances): ReasonToStand | undefined {
  const { event, product, policy, state } = on;
  if (product.status === 'retired') return 'retired';
  if (event.kind === 'release' || event.kind === 'rollback')
    return comesTooLate(event, state) ? 'price-moved-on' : undefined;
  if (event.kind === 'seed') return state.price ? 'has-a-price' : undefined;
  if (policy.mode === 'paused') return 'paused';
  const stock = stockOf(on);
  if (stock === undefined) return 'stock-unknown';
  return stock === 0 ? 'out-of-stock' : undefined;
}

// Who asked for a price looked at the one that was in force then.
const comesTooLate = (
  { onPriceRevision }: Extract<PriceEvent, { kind: 'release' | 'rollback' }>,
  { price }: PriceState,
): boolean => onPriceRevision !== undefined && onPriceRevision !== (price?.revision ?? 0);
