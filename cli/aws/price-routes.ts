import { Hono } from 'hono';
import type { Directory } from '../../adapters/directory.ts';
import { ApiProblem, answerProblem } from '../../api/problem.ts';
import type { CareDeps, StageRedis } from './redis.ts';

const ANSWER_WITHIN_MS = 10_000;

/** `/v1/prices`: the price read API that the stage has deployed, or one in this process where its Redis can be reached. */
export function priceRoutes(deps: CareDeps, { storefront }: Directory, redis: StageRedis | undefined): Hono {
  const app = new Hono();
  app.onError(answerProblem);
  app.all('*', async (c) => {
    const { pathname, search } = new URL(c.req.url);
    if (redis !== undefined) return (await redis.storefront(deps)).request(pathname + search);
    return answerOf(`${storefront.replace(/\/$/, '')}${pathname}${search}`);
  });
  return app;
}

async function answerOf(url: string): Promise<Response> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  } catch (error) {
    const { message, cause } = error as Error & { cause?: Error };
    throw new ApiProblem(503, 'Unavailable', `no answer from ${url}: ${cause?.message ?? message}`);
  }
}
