import type { Outcome } from '../../domain/ledger.ts';
import type { FoundEvent } from './search.ts';

/** One second of the last two minutes. */
export interface LiveSecond {
  at: string;
  /** Events closed in it. */
  events: number;
  priced: number;
  deadLettered: number;
}

/** `GET /api/live`: what is going on; cheap enough to ask once a second. */
export interface Live {
  at: string;
  /** What `outcomes`, `latencyMs` and `fallback` are counted over. */
  windowMs: number;
  /** Events closed a second, over the last ten seconds. */
  eventsPerSecond: number;
  /** Oldest first. Empty where only samples are read. */
  history: LiveSecond[];
  /** Events by what they ended in within the window, and those open now. */
  outcomes: Partial<Record<Outcome | 'open', number>>;
  /** From the bus to the published price; null without a price published in the window. */
  latencyMs: { p50: number; p95: number; p99: number } | null;
  /** Proposals that the rules made for the model, as a part of 1. */
  fallback: { share: number; reasons: Record<string, number> };
  deadLetters: number;
  undelivered: number;
  open: { count: number; oldestAt?: string };
  cache: {
    /** `unknown`: out of reach of this process. */
    state: 'filled' | 'incomplete' | 'unreachable' | 'unknown';
    /** When cache, record and ledger were last compared, and what differed. */
    checkedAt?: string;
    differences?: Record<string, number>;
  };
  /** What paused each policy that its breaker holds, as text. */
  tripped: string[];
  /** Up to 30, newest first. */
  newest: FoundEvent[];
  /** Set where the window held more than was read: the counts are of the newest. */
  sampled?: true;
}
