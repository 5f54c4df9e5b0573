import type { IncomingMessage, Server, ServerResponse } from 'node:http';

const LOCAL = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/** Whether a Host header names this machine. A page of another site, by a name that it resolves to here, sends its own. */
export const isLocalHost = (host: string | undefined): boolean => host !== undefined && LOCAL.test(host);

/** How long a client may take to send, in milliseconds. */
export interface Patience {
  headMs: number;
  requestMs: number;
}

const PATIENCE: Patience = { headMs: 10_000, requestMs: 30_000 };

/** Lets only requests to this machine by its own names through, and bounds how long and large their heads may be. */
export function guardServer(server: Server, patience = PATIENCE): void {
  server.maxHeadersCount = 100;
  server.headersTimeout = patience.headMs;
  server.requestTimeout = patience.requestMs;
  const emit = server.emit.bind(server) as (event: string, ...args: unknown[]) => boolean;
  server.emit = ((event: string, ...args: unknown[]) => {
    if (event !== 'request') return emit(event, ...args);
    const [request, response] = args as [IncomingMessage, ServerResponse];
    if (isLocalHost(request.headers.host)) return emit(event, ...args);
    refuse(request, response);
    return true;
  }) as typeof server.emit;
}

function refuse(request: IncomingMessage, response: ServerResponse): void {
  const host = JSON.stringify(String(request.headers.host ?? '').slice(0, 200));
  response.writeHead(421, { 'content-type': 'application/problem+json', connection: 'close' });
  response.end(
    JSON.stringify({
      title: 'Misdirected request',
      status: 421,
      detail: `the Host header says ${host}; this server answers to 127.0.0.1 and localhost only`,
    }),
  );
}
