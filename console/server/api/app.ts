import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { guard } from '../guard.ts';
import { apiHeaders } from '../headers.ts';
import { requireRows } from '../route-table.ts';
import { archiveRoutes } from './archive.ts';
import { auditRoutes } from './audit.ts';
import { cacheRoutes } from './cache.ts';
import { deadLetterRoutes } from './dead-letters.ts';
import { eventRoutes } from './events.ts';
import { feedRoutes } from './feeds.ts';
import { liveRoutes } from './live.ts';
import { modelRoutes } from './models.ts';
import type { ApiNeed } from './need.ts';
import { policyRoutes } from './policies.ts';
import { draftRoutes } from './policy-drafts.ts';
import { policyVersionRoutes } from './policy-versions.ts';
import { ApiProblem, answerProblem, notFound } from './problem.ts';
import { productRoutes } from './products.ts';
import { reportRoutes } from './reports.ts';
import { repriceRoutes } from './reprice.ts';
import { resumeRoutes } from './resume.ts';
import { reviewRoutes } from './reviews.ts';
import { rollbackRoutes } from './rollback.ts';
import { searchRoutes } from './search.ts';
import { sessionRoutes } from './session.ts';
import { whatIfRoutes } from './what-if.ts';
import { workflowRoutes } from './workflow.ts';

export type { ApiNeed } from './need.ts';

const LARGEST_BODY = 8 * 1024 * 1024;

/**
 * The API over stores and traces, for the command line and the console. Every refusal is application/problem+json. Throws
 * when a route is not in the table of routes.
 */
export function consoleApi(need: ApiNeed): Hono {
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
  api.use(guard(need));
  api.get('/status', async (c) => c.json(await need.status()));
  api.route('/session', sessionRoutes(need));
  api.route('/live', liveRoutes(need));
  api.route('/search', searchRoutes(need));
  api.route('/workflow', workflowRoutes());
  api.route('/feeds', feedRoutes(need));
  api.route('/products', productRoutes(need));
  api.route('/policies', whatIfRoutes(need));
  api.route('/policies', policyVersionRoutes(need));
  api.route('/policies', policyRoutes(need));
  api.route('/policy-drafts', draftRoutes(need));
  api.route('/reviews', reviewRoutes(need));
  api.route('/audit', auditRoutes(need));
  api.route('/reports', reportRoutes(need));
  api.route('/events', eventRoutes(need));
  api.route('/models', modelRoutes(need));
  api.route('/dead-letters', deadLetterRoutes(need));
  api.route('/cache', cacheRoutes(need));
  api.route('/archive', archiveRoutes(need));
  api.route('/resume', resumeRoutes(need));
  api.route('/rollback', rollbackRoutes(need));
  api.route('/', repriceRoutes(need));
  requireRows(api);
  // A mounted app's own not-found handler is never asked.
  api.all('*', (c) => {
    throw notFound(`there is no ${c.req.method} ${c.req.path}`);
  });
  return api;
}
