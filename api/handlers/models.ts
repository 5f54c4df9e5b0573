import { healthTally } from '../../domain/context/model-health.ts';
import { challengeTally } from '../../domain/decision/challenge-tally.ts';
import { modelName } from '../../tasks/models.ts';
import type { ApiDeps } from '../deps.ts';
import type { MODEL_ROUTES } from '../routes/models.ts';
import type { Handlers } from '../serve.ts';

const FIRST = '1970-01-01T00:00:00.000Z';

/** The deployed models, their calibration and the results of challengers. */
export const modelHandlers = (
  deps: Pick<ApiDeps, 'models' | 'priceStates' | 'ledger' | 'clock'>,
): Handlers<typeof MODEL_ROUTES> => ({
  'GET /models': () => ({
    models: deps.models.map((each) => ({
      endpoint: each.endpoint,
      name: modelName(each),
      ...each.contract,
    })),
  }),
  'GET /models/health': async () => {
    const tally = healthTally(deps.clock());
    for await (const state of deps.priceStates.all()) tally.add(state);
    return { models: tally.health() };
  },
  'GET /models/compare': async ({ query: { since = FIRST, until = laterOf(since, deps.clock()) } }) => {
    const tally = challengeTally();
    for await (const challenge of deps.ledger.challenges({ since, until })) tally.add(challenge);
    return { since, until, challengers: tally.summaries() };
  },
});

const laterOf = (a: string, b: string): string => (a > b ? a : b);
