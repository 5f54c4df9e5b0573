import type { AsksFor } from '../events/kind.ts';
import { asksFor, type PriceEvent } from '../events/price-event.ts';
import type { PriceState } from '../state/price-state.ts';
import { stockOf } from './circumstances.ts';

/**
 * What the rules and guardrails judge the event as. Without a known stock there is nothing to base a market price on, so such
 * an event is judged like a seed: by the list price, which a person set.
 */
export function judgedAs(on: { event: PriceEvent; state: PriceState }): AsksFor {
  const asked = asksFor(on.event);
  return asked === 'market' && stockOf(on) === undefined ? 'list-price' : asked;
}
