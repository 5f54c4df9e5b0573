import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A local stand-in for AWS. */
export interface StubAws {
  url: string;
  /** Received calls: the operation, or the path if there is none. */
  asked: string[];
  /** Answers that replace the stubbed ones, by operation. */
  answers: Record<string, object>;
  stop(): Promise<void>;
}

const AT = '2026-11-22T12:00:00.000Z';

/** A minimal ledger row as DynamoDB returns it. */
const ROW = asItem({ eventId: 'e1', part: 'row', acceptedAt: AT, receivedAt: AT, envelope: '{}' });

/** Answers of empty tables, and of a bus and a model that accept everything. */
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

const BODY = JSON.stringify({ id: 'e1', time: AT, detail: {} });
const MESSAGE = {
  MessageId: 'm1',
  ReceiptHandle: 'r1',
  Body: BODY,
  MD5OfBody: createHash('md5').update(BODY).digest('hex'),
};

/** Starts it. It refuses unknown operations by name. */
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
        // Candidates come in ascending order of price. A demand that does not fall with the price would be refused.
        const indices = body
          .trim()
          .split('\n')
          .map((_, at) => 2 - at / 100);
        response.writeHead(200, { 'content-type': 'text/csv' }).end(indices.join('\n'));
        return;
      }
      const isFirst = asked.indexOf(operation) === asked.length - 1;
      // A queue with one accepted event, which is hidden once it was received.
      const received = operation === 'ReceiveMessage' ? { Messages: isFirst ? [MESSAGE] : [] } : undefined;
      const answer = stub.answers[operation] ?? received ?? ANSWERS[operation];
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

/** A record as DynamoDB returns it. */
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
