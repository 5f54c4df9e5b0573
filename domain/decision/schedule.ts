import { type Circumstances, stockOf } from '../context/circumstances.ts';
import { announcedDelivery } from '../context/horizon.ts';
import { reasonToKeepPrice } from '../context/keeping-price.ts';
import { MINUTE_MS, shift } from '../values/time.ts';

/**
 * When time alone may next change the price: a cooldown, a sale or an emergency cap begins or ends, announced goods are due, or
 * the policy's interval passes. Undefined if only an event can change it.
 */
export function nextLook(on: Circumstances): string | undefined {
  const { product, policy, state, now } = on;
  const why = reasonToKeepPrice(on);
  if (why === 'paused' || why === 'retired') return undefined;
  const { cooldown, emergencyCaps } = policy.guardrails;
  const caps = emergencyCaps.flatMap(({ from, until }) => [from, until]);
  // Without stock there is nothing to price, but a cap still binds the price in force.
  if (!stockOf(on)) return soonest(caps, now);
  const cooled = cooldown && state.price ? shift(state.price.since, cooldown.minutes * MINUTE_MS) : undefined;
  const interval = shift(now, policy.repriceAfterMinutes * MINUTE_MS);
  return soonest(
    [...caps, cooled, product.saleStartsAt, product.saleEndsAt, announcedDelivery(on), interval],
    now,
  );
}

const soonest = (times: (string | undefined)[], now: string): string | undefined =>
  times.filter((time) => time !== undefined && time > now).sort()[0];
