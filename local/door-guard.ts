import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { isFromOtherSite, type Pages } from '../adapters/browser-request.ts';
import { reportRefused } from './refused-pages.ts';
import { cutOffUnread } from './unread.ts';

// The AWS SDKs put `sync-` before the host of StartSyncExecution.
const LOCAL = /^(sync-)?(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/** Whether a Host header names this machine. With DNS rebinding, a page of another site sends its own host name. */
const isLocalHost = (host: string | undefined): boolean => host !== undefined && LOCAL.test(host);

/** Limits for slow clients, in milliseconds: to send the request, and to read some of the answer. */
export interface Patience {
  headMs: number;
  requestMs: number;
  unreadMs: number;
}

const PATIENCE: Patience = { headMs: 10_000, requestMs: 30_000, unreadMs: 60_000 };

/**
 * Accepts only requests that address this machine by its own names, and from browsers only those of the server's own pages. Limits
 * the duration and size of request heads, and the time that an answer waits for a client that does not read. `report` receives
 * a line about clients that were cut off.
 */
export function guardServer(
  server: Server,
  pages: Pages,
  patience: Partial<Patience> = {},
  report: (line: string) => void = () => {},
): void {
  const { headMs, requestMs, unreadMs } = { ...PATIENCE, ...patience };
  server.maxHeadersCount = 100;
  server.headersTimeout = headMs;
  server.requestTimeout = requestMs;
  cutOffUnread(server, unreadMs, report);
  const emit = server.emit.bind(server) as (event: string, ...args: unknown[]) => boolean;
  server.emit = ((event: string, ...args: unknown[]) => {
    if (event !== 'request') return emit(event, ...args);
    const [request, response] = args as [IncomingMessage, ServerResponse];
    const refusal = refusalOf(request, pages);
    if (refusal === undefined) {
      // With the prefix and a port, the host would make the request's URL invalid.
      request.headers.host = request.headers.host?.replace(/^sync-/i, '');
      return emit(event, ...args);
    }
    if (refusal.page !== undefined)
      reportRefused({
        port: request.socket.localPort ?? 0,
        page: refusal.page,
        method: request.method ?? '',
      });
    refuse(response, refusal);
    return true;
  }) as typeof server.emit;
}

interface Refusal {
  /** Origin of the page that sent the request, if a page did. */
  page?: string;
  title: string;
  status: 403 | 421;
  detail: string;
}

function refusalOf({ method = '', headers }: IncomingMessage, pages: Pages): Refusal | undefined {
  const { host } = headers;
  if (!isLocalHost(host))
    return {
      title: 'Misdirected request',
      status: 421,
      detail: `the Host header is ${quoted(host)}; this server answers to 127.0.0.1 and localhost only`,
    };
  const header = (name: string) => headers[name]?.toString();
  if (!isFromOtherSite({ method, header }, pages, `http://${host}`)) return undefined;
  const page = (header('origin') ?? `${header('sec-fetch-site')} by Sec-Fetch-Site`).slice(0, 200);
  return {
    page,
    title: 'Another site',
    status: 403,
    detail:
      pages === 'none'
        ? `the request comes from a browser (${quoted(page)}); this server has no pages and answers programs only`
        : `the request comes from a page of another site (${quoted(page)}); this server answers its own pages and programs only`,
  };
}

const quoted = (text: string | undefined): string => JSON.stringify((text ?? '').slice(0, 200));

function refuse(response: ServerResponse, { title, status, detail }: Refusal): void {
  response.writeHead(status, { 'content-type': 'application/problem+json', connection: 'close' });
  response.end(JSON.stringify({ title, status, detail }));
}
