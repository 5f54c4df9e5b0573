import * as z from 'zod';
import type { Routes } from './route.ts';
import { Ending, FoundEvent } from './search.ts';

/** One second of the last two minutes. */
export const LiveSecond = z.object({
  at: z.string(),
  /** Events closed in it. */
  events: z.number(),
  priced: z.number(),
  deadLettered: z.number(),
});
export type LiveSecond = z.infer<typeof LiveSecond>;

/** What is going on; cheap enough to ask once a second. */
export const Live = z.object({
  at: z.string(),
  /** What `outcomes`, `latencyMs` and `fallback` are counted over. */
  windowMs: z.number(),
  /** Events closed a second, over the last ten seconds. */
  eventsPerSecond: z.number(),
  /** Oldest first. Empty where only samples are read. */
  history: z.array(LiveSecond),
  /** Events by what they ended in within the window, and those open now. */
  outcomes: z.partialRecord(Ending, z.number()),
  /** From the bus to the published price; null without a price published in the window. */
  latencyMs: z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).nullable(),
  /** Proposals that the rules made for the model, as a part of 1. */
  fallback: z.object({ share: z.number(), reasons: z.record(z.string(), z.number()) }),
  deadLetters: z.number(),
  undelivered: z.number(),
  open: z.object({ count: z.number(), oldestAt: z.string().optional() }),
  cache: z.object({
    /** `unknown`: out of reach of this process. */
    state: z.enum(['filled', 'incomplete', 'unreachable', 'unknown']),
    /** When cache, record and ledger were last compared, and what differed. */
    checkedAt: z.string().optional(),
    differences: z.record(z.string(), z.number()).optional(),
  }),
  /** What paused each policy that its breaker holds, as text. */
  tripped: z.array(z.string()),
  /** Up to 30, newest first. */
  newest: z.array(FoundEvent),
  /** Set where the window held more than was read: the counts are of the newest. */
  sampled: z.literal(true).optional(),
});
export type Live = z.infer<typeof Live>;

export const LIVE_ROUTES = {
  'GET /live': { summary: 'What is going on', role: 'viewer', effect: 'read', answer: Live },
} satisfies Routes;
