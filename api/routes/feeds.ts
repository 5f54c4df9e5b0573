import * as z from 'zod';
import { limitUpTo } from './fields.ts';
import type { Routes } from './route.ts';

/** A product whose events have stopped. */
export const SilentFeed = z.object({
  productId: z.string(),
  name: z.string(),
  lastEventAt: z.string(),
  /** The usual time between two inventory events. */
  usualEveryMs: z.number(),
  silentForMs: z.number(),
  stock: z.number().optional(),
});
export type SilentFeed = z.infer<typeof SilentFeed>;

/** A product with an unusual share of superseded events. */
export const SupersededFeed = z.object({
  productId: z.string(),
  name: z.string(),
  /** Inventory events in the last hour. */
  events: z.number(),
  /** The superseded share of them, 0 to 1. */
  share: z.number(),
  /** The superseded share of the day before; absent without events. */
  shareBefore: z.number().optional(),
});
export type SupersededFeed = z.infer<typeof SupersededFeed>;

/** Longest silence or largest rise first. */
export const Feeds = z.object({
  silent: z.array(SilentFeed),
  superseded: z.array(SupersededFeed),
  looked: z.object({ since: z.string(), until: z.string(), complete: z.boolean() }),
});
export type Feeds = z.infer<typeof Feeds>;

export const FEED_ROUTES = {
  'GET /feeds': {
    summary: 'Products whose feed is silent, or has more superseded events than before',
    role: 'viewer',
    effect: 'read',
    query: z.strictObject({ limit: limitUpTo(200, 50) }),
    answer: Feeds,
  },
} satisfies Routes;
