import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { run } from '../../../cli/run.ts';
import type { Terminal } from '../../../cli/shared/terminal.ts';
import { type Shop, shopWith } from '../api/support.ts';

export interface Put {
  EventBusName: string;
  Source: string;
  DetailType: string;
  // biome-ignore lint/suspicious/noExplicitAny: the tests say what they expect of it
  detail: any;
}

export interface Served {
  url: string;
  shop: Shop;
  /** The events of PutEvents, in order of arrival. */
  puts: Put[];
  stop(): Promise<void>;
}

/** PutEvents' answer to an entry; by default an id. */
type PutAnswer = (
  put: Put,
  index: number,
) => { EventId: string } | { ErrorCode: string; ErrorMessage: string };

/** A small stack: the API over fakes, PutEvents, and the prices of the states. */
export async function serve(
  changes: Partial<Shop> = {},
  answer: PutAnswer = (_, index) => ({ EventId: `put-${index}` }),
): Promise<Served> {
  const { shop, api } = shopWith(changes);
  const puts: Put[] = [];
  const app = new Hono();
  app.post('/', async (c) => {
    const { Entries } = await c.req.json<{ Entries: { Detail: string }[] }>();
    const answers = Entries.map(({ Detail, ...entry }) => {
      const put = { ...entry, detail: JSON.parse(Detail) } as Put;
      puts.push(put);
      return answer(put, puts.length);
    });
    const failed = answers.filter((each) => 'ErrorCode' in each).length;
    return c.body(JSON.stringify({ Entries: answers, FailedEntryCount: failed }), 200, {
      'content-type': 'application/x-amz-json-1.1',
    });
  });
  app.get('/v1/prices/:id', (c) => {
    const price = shop.states[c.req.param('id')]?.price;
    if (price === undefined)
      return c.body(
        JSON.stringify({ status: 404, title: 'No such product', detail: 'is not known here' }),
        404,
        {
          'content-type': 'application/problem+json',
        },
      );
    const { amount, currency, revision, since, eventId } = price;
    return c.json({
      productId: c.req.param('id'),
      price: amount,
      currency,
      'price.revision': revision,
      decidedAt: since,
      eventId,
      source: 'cache',
      asOf: since,
    });
  });
  app.route('/api', api);
  const server = await listening(getRequestListener(app.fetch));
  return { url: urlOf(server), shop, puts, stop: () => stopped(server) };
}

/** A server of 127.0.0.1 with this listener. */
export async function listening(listener: Parameters<typeof createServer>[1]): Promise<Server> {
  const server = createServer(listener as () => void);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

export const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

export function stopped(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((done) => server.close(() => done()));
}

export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** Runs a command line in this process. */
export async function pricewire(args: string[], changes: Partial<Terminal> = {}): Promise<Ran> {
  const ran = { out: '', err: '' };
  const code = await run(args, {
    out: (text) => {
      ran.out += text;
    },
    err: (text) => {
      ran.err += text;
    },
    watched: false,
    env: {},
    onInterrupt: () => new AbortController().signal,
    ...changes,
  });
  return { code, ...ran };
}

const directory = mkdtempSync(join(tmpdir(), 'pricewire-cli-'));
let files = 0;

/** A file with this content, compressed if its name ends in .gz. */
export function fileOf(name: string, content: string | Buffer): string {
  files += 1;
  const path = join(directory, `${files}-${name}`);
  writeFileSync(path, name.endsWith('.gz') && typeof content === 'string' ? gzipSync(content) : content);
  return path;
}
