import { AUDIT_ROUTES } from './audit.ts';
import { DEAD_LETTER_ROUTES } from './dead-letters.ts';
import { EVENT_ROUTES } from './events.ts';
import { FEED_ROUTES } from './feeds.ts';
import { JUDGED_AGAIN_ROUTES } from './judged-again.ts';
import { LIVE_ROUTES } from './live.ts';
import { MODEL_ROUTES } from './models.ts';
import { POLICY_ROUTES } from './policies.ts';
import { DRAFT_ROUTES } from './policy-drafts.ts';
import { PRODUCT_ROUTES } from './products.ts';
import { READINESS_ROUTES } from './readiness.ts';
import { REPORT_ROUTES } from './reports.ts';
import { REVIEW_ROUTES } from './reviews.ts';
import type { Routes } from './route.ts';
import { SEARCH_ROUTES } from './search.ts';
import { SESSION_ROUTES } from './session.ts';
import { UPKEEP_ROUTES } from './upkeep.ts';

/** Every route of the API. Server, roles, audit, clients and the OpenAPI document follow from it. */
export const ROUTES = {
  ...SESSION_ROUTES,
  ...LIVE_ROUTES,
  ...FEED_ROUTES,
  ...SEARCH_ROUTES,
  ...EVENT_ROUTES,
  ...JUDGED_AGAIN_ROUTES,
  ...PRODUCT_ROUTES,
  ...POLICY_ROUTES,
  ...DRAFT_ROUTES,
  ...MODEL_ROUTES,
  ...READINESS_ROUTES,
  ...DEAD_LETTER_ROUTES,
  ...UPKEEP_ROUTES,
  ...REVIEW_ROUTES,
  ...AUDIT_ROUTES,
  ...REPORT_ROUTES,
} satisfies Routes;

/** A route by its name: method and path, such as `GET /events/:id`. */
export type RouteName = keyof typeof ROUTES;
