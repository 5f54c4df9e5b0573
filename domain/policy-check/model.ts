import { type PolicyTerms, SlopeSettings } from '../policy/policy.ts';
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
  ...demandWarnings(model),
];

/** Settings of learned demand that nothing reads. */
function demandWarnings({ use, learn, slope, explore, leastGainPercent }: PolicyTerms['model']) {
  const idle = use ? 'nothing is learned' : 'the policy does not use the model';
  const usual = SlopeSettings.parse({});
  const { sd, caution, listPriceSd } = slope;
  const isSet = ![0, usual.sd].includes(sd) || caution !== usual.caution || listPriceSd !== usual.listPriceSd;
  return [
    ...warnIf(
      !use && leastGainPercent > 0,
      'model.leastGainPercent',
      'has no effect: the policy does not use the model',
    ),
    ...warnIf(!(use && learn) && isSet, 'model.slope', `has no effect: ${idle}`),
    ...warnIf(!(use && learn) && explore !== undefined, 'model.explore', `has no effect: ${idle}`),
    ...warnIf(
      use && learn && explore !== undefined && slope.sd <= explore.untilSd,
      'model.explore',
      `ends at a standard deviation of ${explore?.untilSd}, and model.slope.sd is ${slope.sd}: only products with a slopeSd of their own take part`,
    ),
  ];
}
