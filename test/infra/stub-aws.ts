import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A stand-in for AWS on a port of this machine. */
export interface StubAws {
  url: string;
  /** What it was asked for: the operation, or the path where there is none. */
  asked: string[];
  /** What it answers in place of what it is stubbed with, by operation. */
  answers: Record<string, object>;
  stop(): Promise<void>;
}

const AT = '2026-11-22T12:00:00.000Z';

/** A ledger row as DynamoDB answers it, enough of it for a task to go on. */
const ROW = asItem({ eventId: 'e1', part: 'row', acceptedAt: AT, receivedAt: AT, envelope: '{}' });

/** Answers of empty tables, a bus and a model that take everything. */
const ANSWERS: Record<string, object> = {
  GetItem: {},
  PutItem: {},
  UpdateItem: { Attributes: ROW },
  Query: { Items: [], Count: 0 },
  Scan: { Items: [], Count: 0 },
  BatchGetItem: { Responses: {} },
  PutEvents: { FailedEntryCount: 0, Entries: [] },
  StartExecution: { executionArn: 'arn', startDate: 0 },
};

/** Starts it. What it has no answer for it refuses by name. */
export async function stubAws(): Promise<StubAws> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const operation =
        String(request.headers['x-amz-target'] ?? '')
          .split('.')
          .at(-1) || String(request.url);
      asked.push(operation);
      if (operation.endsWith('/invocations')) {
        const rows = body.trim().split('\n').length;
        response.writeHead(200, { 'content-type': 'text/csv' }).end(`${'1.5\n'.repeat(rows)}`);
        return;
      }
      const answer = stub.answers[operation] ?? ANSWERS[operation];
      const json = { 'content-type': 'application/x-amz-json-1.0' };
      if (answer) response.writeHead(200, json).end(JSON.stringify(answer));
      else response.writeHead(400, json).end(JSON.stringify({ __type: 'NotStubbed', message: operation }));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const stub: StubAws = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answers: {},
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
  return stub;
}

/** A record as DynamoDB answers it. */
export function asItem(record: object): Record<string, object> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, attribute(value)]],
    ),
  );
}

function attribute(value: unknown): object {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (Array.isArray(value)) return { L: value.map(attribute) };
  return { M: asItem(value as object) };
}
