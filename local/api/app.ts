import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { archiveRoutes } from './archive.ts';
import { cacheRoutes } from './cache.ts';
import { deadLetterRoutes } from './dead-letters.ts';
import { eventRoutes } from './events.ts';
import { modelRoutes } from './models.ts';
import type { ApiNeed } from './need.ts';
import { policyRoutes } from './policies.ts';
import { ApiProblem, answerProblem, notFound } from './problem.ts';
import { productRoutes } from './products.ts';
import { repriceRoutes } from './reprice.ts';
import { resumeRoutes } from './resume.ts';
import { rollbackRoutes } from './rollback.ts';

export type { ApiNeed } from './need.ts';

const LARGEST_BODY = 8 * 1024 * 1024;

/** The API of the local stack, for the command line and the console. Every refusal is application/problem+json. */
export function localApi(need: ApiNeed): Hono {
  const api = new Hono();
  api.onError(answerProblem);
  api.use(
    bodyLimit({
      maxSize: LARGEST_BODY,
      onError: () => {
        throw new ApiProblem(413, 'Too large', `the body is larger than ${LARGEST_BODY} bytes`);
      },
    }),
  );
  api.get('/status', async (c) => c.json(await need.status()));
  api.route('/products', productRoutes(need));
  api.route('/policies', policyRoutes(need));
  api.route('/events', eventRoutes(need));
  api.route('/models', modelRoutes(need));
  api.route('/dead-letters', deadLetterRoutes(need));
  api.route('/cache', cacheRoutes(need));
  api.route('/archive', archiveRoutes(need));
  api.route('/resume', resumeRoutes(need));
  api.route('/rollback', rollbackRoutes(need));
  api.route('/', repriceRoutes(need));
  // A mounted app's own not-found handler is never asked.
  api.all('*', (c) => {
    throw notFound(`there is no ${c.req.method} ${c.req.path}`);
  });
  return api;
}
