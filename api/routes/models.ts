import * as z from 'zod';
import { ModelHealth } from '../../domain/context/model-health.ts';
import { ChallengeSummary } from '../../domain/decision/challenge-tally.ts';
import { Time } from '../../domain/values/time.ts';
import { ModelContract } from '../../model/features.ts';
import { inOrder } from './fields.ts';
import type { Routes } from './route.ts';

/** The first is the default. */
const ModelList = z.object({
  models: z.array(ModelContract.extend({ endpoint: z.string(), name: z.string() })),
});

const ModelHealthReport = z.object({ models: z.array(ModelHealth) });

const ModelComparison = z.object({
  since: Time,
  until: Time,
  challengers: z.array(ChallengeSummary),
});

export const MODEL_ROUTES = {
  'GET /models': {
    summary: 'The models that policies can name',
    role: 'viewer',
    effect: 'read',
    answer: ModelList,
  },
  'GET /models/health': {
    summary: 'Expected and actual sales of the models',
    role: 'viewer',
    effect: 'read',
    answer: ModelHealthReport,
  },
  'GET /models/compare': {
    summary: 'Results of the challengers',
    role: 'viewer',
    effect: 'read',
    query: inOrder(z.strictObject({ since: Time.optional(), until: Time.optional() })),
    answer: ModelComparison,
  },
} satisfies Routes;
