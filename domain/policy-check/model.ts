import type { PolicyTerms } from '../policy/policy.ts';
import { type PolicyWarning, warnIf } from './warning.ts';

/** Settings of the model that have no effect. */
export const modelWarnings = ({ model, goLive, watchdog }: PolicyTerms): PolicyWarning[] => [
  ...(['goLive', 'watchdog'] as const).flatMap((term) =>
    warnIf(
      !model.use && { goLive, watchdog }[term] !== undefined,
      term,
      'has no effect: the policy does not use the model',
    ),
  ),
  ...warnIf(
    !model.use && model.challenger !== undefined,
    'model.challenger',
    'is never asked: the policy does not use the model',
  ),
  ...warnIf(
    model.challenger !== undefined && model.challenger === model.endpoint,
    'model.challenger',
    'is the model itself',
  ),
  ...warnIf(
    !model.learn && model.level.halfLifeHours !== undefined,
    'model.level.halfLifeHours',
    'has no effect: nothing is learned',
  ),
];
