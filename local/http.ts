import type { Server } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { guardServer, type Patience } from './door-guard.ts';

/** The port is in use. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
}

/** Message for a port in use that `who` needs. */
export const portTaken = (port: number, who: string): string =>
  `port ${port}, needed by ${who}, is in use: is another stack running? Choose other ports with --port`;

export interface HttpServer {
  url: string;
  /** Serves this app from now on. Until then every request gets 503. */
  serve(app: Hono): void;
  stop(): Promise<void>;
}

/**
 * Listens on a port of 127.0.0.1 (0: any). Clients that send slower than `patience` get 408; clients that do not read are cut off
 * and reported. Throws PortTaken.
 */
export async function listen(
  port: number,
  { patience, report }: { patience?: Partial<Patience>; report?: (line: string) => void } = {},
): Promise<HttpServer> {
  let fetch = (_request: Request): Response | Promise<Response> =>
    new Response('starting', { status: 503, headers: { 'retry-after': '1' } });
  const server = createAdaptorServer({
    fetch: (request) => fetch(request),
    serverOptions: {
      // Interval of the check for slow heads and bodies.
      connectionsCheckingInterval: 1_000,
      // With a short time-out the server could close an idle connection while a request is sent on it, and calls of the model are
      // not retried.
      keepAliveTimeout: 60_000,
    },
  }) as Server;
  guardServer(server, 'own-and-links', patience, report);
  await new Promise<void>((done, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      failed(error.code === 'EADDRINUSE' ? new PortTaken(portTaken(port, 'the stack')) : error),
    );
    server.listen(port, '127.0.0.1', done);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve(app) {
      fetch = (request) => app.fetch(request);
    },
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** A free port of 127.0.0.1, for a server that can't choose one itself. */
export function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}
