import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { secureHeaders } from 'hono/secure-headers';

/** Security headers of the API and of the page. */
export const COMMON_HEADERS = {
  xFrameOptions: 'DENY',
  referrerPolicy: 'no-referrer',
  crossOriginResourcePolicy: 'same-origin',
  crossOriginOpenerPolicy: 'same-origin',
  // The server uses no TLS and serves this machine only.
  strictTransportSecurity: false,
} as const;

const safe = secureHeaders(COMMON_HEADERS);

/** The API answers data, so it needs no sources, unless a route sets a policy of its own. */
const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Headers of every answer. There are no CORS headers, so that no other page may read it. */
export const apiHeaders: MiddlewareHandler = createMiddleware(async (c, next) => {
  await safe(c, next);
  if (!c.res.headers.has('content-security-policy')) c.res.headers.set('content-security-policy', NOTHING);
  c.res.headers.set('cache-control', 'no-store');
});
