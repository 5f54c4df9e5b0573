import { Hono } from 'hono';
import * as z from 'zod';
import { type ChallengeSummary, challengeTally } from '../../../domain/challenge-tally.ts';
import { healthTally, type ModelHealth } from '../../../domain/model-health.ts';
import { Time } from '../../../domain/time.ts';
import type { ModelContract } from '../../../model/features.ts';
import { modelName } from '../../../tasks/models.ts';
import type { ApiNeed } from './need.ts';
import { readQuery } from './request.ts';

export interface ModelList {
  /** The first is asked where a policy names none. */
  models: ({ endpoint: string; name: string } & ModelContract)[];
}

export interface ModelHealthReport {
  models: ModelHealth[];
}

export interface ModelComparison {
  since: string;
  until: string;
  challengers: ChallengeSummary[];
}

const CompareQuery = z
  .strictObject({ since: Time.optional(), until: Time.optional() })
  .refine(({ since, until }) => since === undefined || until === undefined || since <= until, {
    error: 'is before since',
    path: ['until'],
  });
const FIRST = '1970-01-01T00:00:00.000Z';

/** `/models`: what is deployed, how well it has been doing, and what its challengers would have done. */
export const modelRoutes = (need: ApiNeed): Hono =>
  new Hono()
    .get('/', (c) =>
      c.json({
        models: need.models.map((each) => ({
          endpoint: each.endpoint,
          name: modelName(each),
          ...each.contract,
        })),
      } satisfies ModelList),
    )
    .get('/health', async (c) => {
      const tally = healthTally(need.clock());
      for await (const state of need.priceStates.all()) tally.add(state);
      return c.json({ models: tally.health() } satisfies ModelHealthReport);
    })
    .get('/compare', async (c) => {
      const { since = FIRST, until = laterOf(since, need.clock()) } = readQuery(c, CompareQuery);
      const tally = challengeTally();
      for await (const challenge of need.ledger.challenges({ since, until })) tally.add(challenge);
      return c.json({ since, until, challengers: tally.summaries() } satisfies ModelComparison);
    });

const laterOf = (a: string, b: string): string => (a > b ? a : b);
