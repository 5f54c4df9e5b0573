import type { Circumstances } from './circumstances.ts';
import { reasonToStand } from './standing.ts';
import { MINUTE_MS, shift } from './time.ts';

/**
 * When time alone may change the price again: a cooldown, a sale or an emergency cap begins or ends, or the policy's
 * interval has passed. Undefined where only an event can (no stock, paused, retired).
 */
export function nextLook(on: Circumstances): string | undefined {
  const { product, policy, state, now } = on;
  const why = reasonToStand(on);
  if (why !== undefined && why !== 'has-a-price') return undefined;
  const { cooldown, emergencyCaps } = policy.guardrails;
  const cooled = cooldown && state.price ? shift(state.price.since, cooldown.minutes * MINUTE_MS) : undefined;
  const turns = [
    cooled,
    product.saleStartsAt,
    product.saleEndsAt,
    ...emergencyCaps.flatMap(({ from, until }) => [from, until]),
  ];
  const interval = shift(now, policy.repriceAfterMinutes * MINUTE_MS);
  return turns.reduce<string>(
    (soonest, turn) => (turn !== undefined && turn > now && turn < soonest ? turn : soonest),
    interval,
  );
}
