import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { pageHeaders } from './headers.ts';

/** The path of the page. */
export const PAGE_PATH = '/console';

const ASSETS = `${PAGE_PATH}/assets/`;
/** The names of assets contain a hash of their content. */
const FOREVER = 'public, max-age=31536000, immutable';

/**
 * The built page in `dir` (absolute), below `/console/`. Every path without a file answers the page, which has its own
 * router; `/` redirects to it.
 */
export function pageApp(dir: string): Hono {
  const app = new Hono();
  app.get('/', (c) => c.redirect(`${PAGE_PATH}/`));
  app.get(PAGE_PATH, (c) => c.redirect(`${PAGE_PATH}/`));
  app.use(`${PAGE_PATH}/*`, pageHeaders, async (c, next) => {
    c.header('cache-control', c.req.path.startsWith(ASSETS) ? FOREVER : 'no-store');
    await next();
    if (!c.res.ok) c.header('cache-control', 'no-store');
  });
  app.get(
    `${PAGE_PATH}/*`,
    serveStatic({ rewriteRequestPath: (path) => join(dir, path.slice(PAGE_PATH.length)) }),
  );
  app.get(`${ASSETS}*`, (c) => c.text('There is no such file.', 404));
  app.get(`${PAGE_PATH}/*`, serveStatic({ path: join(dir, 'index.html') }));
  app.get(`${PAGE_PATH}/*`, (c) => {
    c.header('retry-after', '2');
    return c.html(NOT_BUILT, 503);
  });
  return app;
}

const NOT_BUILT = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>Pricewire</title></head>
<body><p>The console is being built. This page looks again by itself.</p></body>
</html>
`;
