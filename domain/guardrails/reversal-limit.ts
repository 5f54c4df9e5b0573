import { elapsedMs, MINUTE_MS, readableMinutes } from '../time.ts';
import { BY_HAND, type JudgingGuardrail, PASS } from './guardrail.ts';

/** A price that goes up and down too often in a window confuses shoppers: the next change of direction waits. */
export const reversalLimit: JudgingGuardrail = {
  name: 'reversal-limit',
  skippedBy: BY_HAND,
  check: (price, { policy, state, now }) => {
    const { reversalLimit: setting } = policy.guardrails;
    const { price: inForce, movement } = state;
    if (
      setting === undefined ||
      inForce === undefined ||
      movement.direction === undefined ||
      price === inForce.amount
    )
      return PASS;
    const reverses = (price > inForce.amount ? 'up' : 'down') !== movement.direction;
    const recent = movement.reversals.filter((at) => elapsedMs(at, now) < setting.windowMinutes * MINUTE_MS);
    if (!reverses || recent.length < setting.max) return PASS;
    return {
      kind: 'hold',
      why: `${recent.length} changes of direction in ${readableMinutes(setting.windowMinutes)}; at most ${setting.max} are allowed`,
    };
  },
};
