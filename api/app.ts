import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { apiHeaders } from './access/headers.ts';
import type { ApiDeps } from './deps.ts';
import { auditHandlers } from './handlers/audit.ts';
import { deadLetterHandlers } from './handlers/dead-letters.ts';
import { eventHandlers } from './handlers/events.ts';
import { feedHandlers } from './handlers/feeds.ts';
import { judgeAgainHandlers } from './handlers/judge-again.ts';
import { liveHandlers } from './handlers/live.ts';
import { modelHandlers } from './handlers/models.ts';
import { policyHandlers } from './handlers/policies.ts';
import { draftHandlers } from './handlers/policy-drafts.ts';
import { productHandlers } from './handlers/products.ts';
import { readinessHandlers } from './handlers/readiness.ts';
import { reportHandlers } from './handlers/reports.ts';
import { reviewHandlers } from './handlers/reviews.ts';
import { searchHandlers } from './handlers/search.ts';
import { sessionHandlers } from './handlers/session.ts';
import { upkeepHandlers } from './handlers/upkeep.ts';
import { ApiProblem, answerProblem, notFound } from './problem.ts';
import { serveRoutes } from './serve.ts';

export type { ApiDeps } from './deps.ts';

const LARGEST_BODY = 8 * 1024 * 1024;

/** The API for command line and console: the routes of `routes/`. Every error is application/problem+json. */
export function consoleApi(deps: ApiDeps): Hono {
  const api = new Hono();
  api.onError(answerProblem);
  api.use(apiHeaders);
  api.use(
    bodyLimit({
      maxSize: LARGEST_BODY,
      onError: () => {
        throw new ApiProblem(413, 'Too large', `the body is larger than ${LARGEST_BODY} bytes`);
      },
    }),
  );
  serveRoutes(api, deps, {
    ...sessionHandlers(deps),
    ...liveHandlers(deps),
    ...feedHandlers(deps),
    ...searchHandlers(deps),
    ...eventHandlers(deps),
    ...judgeAgainHandlers(deps),
    ...productHandlers(deps),
    ...policyHandlers(deps),
    ...draftHandlers(deps),
    ...modelHandlers(deps),
    ...readinessHandlers(deps),
    ...deadLetterHandlers(deps),
    ...upkeepHandlers(deps),
    ...reviewHandlers(deps),
    ...auditHandlers(deps),
    ...reportHandlers(deps),
  });
  // Hono does not call the not-found handler of a mounted app.
  api.all('*', (c) => {
    throw notFound(`there is no ${c.req.method} ${c.req.path}`);
  });
  return api;
}
