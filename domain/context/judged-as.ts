import type { AsksFor } from '../events/kind.ts';
import { asksFor, type PriceEvent } from '../events/price-event.ts';
import type { PriceState } from '../state/price-state.ts';
import { stockOf } from './circumstances.ts';

/**
 * What rules and guardrails take the event to ask for. A product whose stock was never told has nothing to be priced on and
 * follows its list price, which a person set: whatever asks for a market price is judged as the seed was that put the list price
 * in force first.
 */
export function judgedAs(on: { event: PriceEvent; state: PriceState }): AsksFor {
  const asked = asksFor(on.event);
  return asked === 'market' && stockOf(on) === undefined ? 'list-price' : asked;
}
