import { type Context, Hono } from 'hono';
import openApiDocument from '../docs/api/storefront.json' with { type: 'json' };
import {
  type Answer,
  type PriceAnswer,
  type PriceReaderDeps,
  priceBody,
  priceReader,
} from './price-reader.ts';
import { missingBody, problem, problemResponse } from './problem.ts';
import { namesTag, readIds, readMinRevision, readProductId } from './request.ts';
import type { Prices } from './routes.ts';
import { type StreamDeps, streamHandler } from './stream-handler.ts';

export type StorefrontDeps = PriceReaderDeps &
  StreamDeps & {
    /** Receives faults. The client only gets a problem without details. */
    onFault?: (error: unknown) => void;
    /** For each answer with remembered prices: the age of the oldest, in milliseconds. */
    onRemembered?: (ageMs: number) => void;
  };

// A browser may store the answer, but must revalidate it each time.
const CACHE_CONTROL = 'private, no-cache';

/** The price read API, for one machine and Lambda. GET only, without CORS: its clients are the shop's servers and own pages. */
export function storefrontApp(deps: StorefrontDeps): Hono {
  const reader = priceReader(deps);
  const onFault = deps.onFault ?? console.error;
  const tell = (answers: readonly Answer[]) => {
    const ages = answers.flatMap((each) => (isRemembered(each) ? [each.ageMs ?? 0] : []));
    if (ages.length > 0) deps.onRemembered?.(Math.max(...ages));
  };
  const app = new Hono();

  app.onError((error) => {
    onFault(error);
    return problemResponse(problem('internal', 'the fault was reported'));
  });
  app.notFound(notFound);

  app.use('/v1/prices/*', async (c, next) => {
    if (c.req.method !== 'GET') return methodNotAllowed(c);
    await next();
    c.res.headers.set('x-content-type-options', 'nosniff');
  });

  app.get('/v1/prices', async (c) => {
    const asked = readIds(c.req.url);
    if ('kind' in asked) return problemResponse(asked);
    const answers = await reader.readMany(asked.ids);
    // Settled together and last: a price may have changed while another was being read.
    const settled = asked.ids.map((id, at) => [id, reader.settle(id, answers[at] as Answer)] as const);
    tell(settled.map(([, answer]) => answer));
    return c.json(manyBody(settled, asked.bad), 200, { 'cache-control': CACHE_CONTROL });
  });

  app.get('/v1/prices/stream', streamHandler(deps, reader, onFault));

  app.get('/v1/prices/:productId', async (c) => {
    const productId = readProductId(new URL(c.req.url).pathname);
    if (typeof productId !== 'string') return problemResponse(productId);
    const minRevision = readMinRevision(c.req.query('minRevision'));
    if (typeof minRevision !== 'number') return problemResponse(minRevision);
    const answer = reader.settle(productId, await reader.read(productId, minRevision));
    tell([answer]);
    if (answer.kind === 'problem') return problemResponse(answer);
    return priceResponse(c, productId, answer);
  });

  app.get('/openapi.json', (c) => c.json(openApiDocument));
  app.all('/v1/prices/*', notFound);
  return app;
}

const isRemembered = (answer: Answer): answer is PriceAnswer =>
  answer.kind === 'price' && answer.source === 'memory';

const notFound = (c: Context): Response =>
  problemResponse(
    problem('not-found', `there is nothing at ${c.req.path}; prices are at /v1/prices/{productId}`),
  );

const methodNotAllowed = (c: Context): Response =>
  problemResponse(problem('method-not-allowed', `${c.req.method} was sent`), { allow: 'GET' });

function priceResponse(c: Context, productId: string, answer: PriceAnswer): Response {
  const tag = `"${answer.price['price.revision']}"`;
  const headers = { etag: tag, 'cache-control': CACHE_CONTROL };
  if (answer.source === 'memory') {
    // The price could not be revalidated, so the answer is never "not modified".
    const age = String(Math.round((answer.ageMs ?? 0) / 1000));
    return c.json(priceBody(productId, answer), 200, {
      ...headers,
      age,
      warning: '110 - "Response is Stale"',
    });
  }
  if (namesTag(c.req.header('if-none-match'), tag)) return c.body(null, 304, headers);
  return c.json(priceBody(productId, answer), 200, headers);
}

function manyBody(settled: (readonly [string, Answer])[], bad: string[]): Prices {
  return {
    prices: settled.flatMap(([id, answer]) => (answer.kind === 'price' ? [priceBody(id, answer)] : [])),
    missing: [
      ...settled.flatMap(([id, answer]) => (answer.kind === 'problem' ? [missingBody(id, answer)] : [])),
      ...bad.map((id) => missingBody(id, problem('bad-product-id', id))),
    ],
  };
}
