import * as z from 'zod';
import { limitUpTo } from './fields.ts';
import type { Routes } from './route.ts';

/** A product that used to have events and has none now. */
export const SilentFeed = z.object({
  productId: z.string(),
  name: z.string(),
  lastEventAt: z.string(),
  /** The usual time between two of its inventory events. */
  usualEveryMs: z.number(),
  silentForMs: z.number(),
  stock: z.number().optional(),
});
export type SilentFeed = z.infer<typeof SilentFeed>;

/** A product more of whose events are older than what was decided than used to be. */
export const SupersededFeed = z.object({
  productId: z.string(),
  name: z.string(),
  /** Inventory events of the last hour. */
  events: z.number(),
  /** The part of them that was superseded, a part of 1. */
  share: z.number(),
  /** The same of the day before; absent where it had no events then. */
  shareBefore: z.number().optional(),
});
export type SupersededFeed = z.infer<typeof SupersededFeed>;

/** Longest silence, or highest rise, first. */
export const Feeds = z.object({
  silent: z.array(SilentFeed),
  superseded: z.array(SupersededFeed),
  looked: z.object({ since: z.string(), until: z.string(), complete: z.boolean() }),
});
export type Feeds = z.infer<typeof Feeds>;

export const FEED_ROUTES = {
  'GET /feeds': {
    summary: "Products whose events don't come as they used to",
    role: 'viewer',
    effect: 'read',
    query: z.strictObject({ limit: limitUpTo(200, 50) }),
    answer: Feeds,
  },
} satisfies Routes;
