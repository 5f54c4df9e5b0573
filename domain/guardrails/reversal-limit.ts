import type { Circumstances } from '../context/circumstances.ts';
import { ageMs, MINUTE_MS, readableMinutes } from '../values/time.ts';
import { BY_HAND, type JudgingGuardrail, PASS } from './guardrail.ts';
import { limitOf } from './limit.ts';

/** Holds a change of direction if the price changed direction too often within a window, which confuses shoppers. */
export const reversalLimit: JudgingGuardrail = {
  name: 'reversal-limit',
  purpose: 'A price does not go up and down again and again.',
  skippedBy: BY_HAND,
  check: (price, on) => {
    const full = usedUp(on);
    const { price: inForce, movement } = on.state;
    if (full === undefined || inForce === undefined || price === inForce.amount) return PASS;
    if ((price > inForce.amount ? 'up' : 'down') === movement.direction) return PASS;
    const { recent, max, windowMinutes } = full;
    return {
      kind: 'hold',
      why: `${recent} changes of direction in ${readableMinutes(windowMinutes)}; at most ${max} are allowed`,
    };
  },
  passes: (on) => {
    const { price: inForce, movement } = on.state;
    if (inForce === undefined || usedUp(on) === undefined) return [];
    const side = movement.direction === 'up' ? 'lower' : 'upper';
    return [limitOf(side, { of: 'price-in-force', base: inForce.amount })];
  },
};

// The changes of direction in the window, if no further one is allowed; otherwise undefined.
function usedUp({ policy, state, now }: Circumstances) {
  const { reversalLimit: setting } = policy.guardrails;
  const { direction, reversals } = state.movement;
  if (setting === undefined || direction === undefined) return undefined;
  const recent = reversals.filter((at) => ageMs(at, now) < setting.windowMinutes * MINUTE_MS).length;
  return recent < setting.max ? undefined : { recent, ...setting };
}
