import type { Server } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { guardServer, type Patience } from './host-check.ts';

/** The port is in use; said in a line that a person can act on. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
}

export interface HttpServer {
  url: string;
  /** Answers with this app from now on; until then every request gets 503. */
  serve(app: Hono): void;
  stop(): Promise<void>;
}

/** Takes a port of 127.0.0.1 (0: any). A client that takes longer to send than `patience` is cut off with 408. Throws PortTaken. */
export async function listen(port: number, patience?: Patience): Promise<HttpServer> {
  let fetch = (_request: Request): Response | Promise<Response> =>
    new Response('starting', { status: 503, headers: { 'retry-after': '1' } });
  const server = createAdaptorServer({
    fetch: (request) => fetch(request),
    serverOptions: {
      // How often a head or a body that is too slow is looked for.
      connectionsCheckingInterval: 1_000,
      // A busy client may send just as its idle connection is closed, and the model is asked once only.
      keepAliveTimeout: 60_000,
    },
  }) as Server;
  guardServer(server, patience);
  await new Promise<void>((done, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      failed(
        error.code === 'EADDRINUSE'
          ? new PortTaken(`port ${port} is taken: is another stack running? Choose one with --port`)
          : error,
      ),
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

/** A port of 127.0.0.1 that is free now, for a server that can't choose one by itself. */
export function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}
