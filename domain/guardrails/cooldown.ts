import { ageMs, MINUTE_MS, readableMinutes, readableTime } from '../values/time.ts';
import { BY_HAND, type JudgingGuardrail, PASS } from './guardrail.ts';

/** Holds a new price until the price in force has stood for a minimum time. */
export const cooldown: JudgingGuardrail = {
  name: 'cooldown',
  purpose: 'A price stands for a while before the next one replaces it.',
  skippedBy: BY_HAND,
  check: (_price, { policy, state, now }) => {
    const { cooldown: setting } = policy.guardrails;
    if (setting === undefined || state.price === undefined) return PASS;
    const stood = ageMs(state.price.since, now) / MINUTE_MS;
    if (stood >= setting.minutes) return PASS;
    return {
      kind: 'hold',
      why: `the price in force has stood since ${readableTime(state.price.since)}, less than ${readableMinutes(setting.minutes)}`,
    };
  },
};
