import * as z from 'zod';
import type { Routes } from './route.ts';
import { Ending, FoundEvent } from './search.ts';

/** One second of the last two minutes. */
export const LiveSecond = z.object({
  at: z.string(),
  /** Events closed in this second. */
  events: z.number(),
  priced: z.number(),
  deadLettered: z.number(),
});
export type LiveSecond = z.infer<typeof LiveSecond>;

/** The present activity; cheap enough to ask once a second. */
export const Live = z.object({
  at: z.string(),
  /** The window of `outcomes`, `latencyMs` and `fallback`. */
  windowMs: z.number(),
  /** Events closed a second, over the last ten seconds. */
  eventsPerSecond: z.number(),
  /** Oldest first. Empty if only samples are read. */
  history: z.array(LiveSecond),
  /** Events of the window by outcome, and events open now. */
  outcomes: z.partialRecord(Ending, z.number()),
  /** From acceptance to the published price; null if no price was published in the window. */
  latencyMs: z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).nullable(),
  /** Share of proposals by the rules as a fallback, 0 to 1. */
  fallback: z.object({ share: z.number(), reasons: z.record(z.string(), z.number()) }),
  deadLetters: z.number(),
  undelivered: z.number(),
  open: z.object({ count: z.number(), oldestAt: z.string().optional() }),
  cache: z.object({
    /** `unknown`: this process can't reach the cache. */
    state: z.enum(['filled', 'incomplete', 'unreachable', 'unknown']),
    /** The time of the last comparison of cache, record and ledger, and its differences. */
    checkedAt: z.string().optional(),
    differences: z.record(z.string(), z.number()).optional(),
  }),
  /** For each policy paused by its breaker, the reason as text. */
  tripped: z.array(z.string()),
  /** Up to 30, newest first. */
  newest: z.array(FoundEvent),
  /** Set if the window has more events than were read: the counts are of the newest. */
  sampled: z.literal(true).optional(),
});
export type Live = z.infer<typeof Live>;

export const LIVE_ROUTES = {
  'GET /live': { summary: 'What is going on', role: 'viewer', effect: 'read', answer: Live },
} satisfies Routes;
