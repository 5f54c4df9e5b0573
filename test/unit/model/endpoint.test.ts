import type { AddressInfo } from 'node:net';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { type ServerType, serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sagemakerApp } from '../../../local/services/sagemaker.ts';
import { toCsv } from '../../../model/features.ts';
import { loadModel } from '../../../model/scorer.ts';
import { golden, modelJson } from './artifact.ts';

const MEGABYTE = 1024 * 1024;
const model = loadModel(modelJson());
const { rows, margins } = golden('trees', model.featureCount);
const ROW = Array<number>(model.featureCount).fill(0);
const line = (...first: (number | string)[]) => [...first, ...ROW.slice(first.length)].join(',');
let server: ServerType;
let client: SageMakerRuntimeClient;

beforeAll(async () => {
  const { fetch } = sagemakerApp(new Map([['demand', model]]));
  await new Promise<void>((listening) => {
    server = serve({ fetch, port: 0, hostname: '127.0.0.1' }, () => listening());
  });
  client = new SageMakerRuntimeClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});

afterAll(async () => {
  client.destroy();
  await new Promise((closed) => server.close(closed));
});

const invoke = (
  Body: string,
  change: { EndpointName?: string; ContentType?: string; Accept?: string } = {},
) =>
  client.send(
    new InvokeEndpointCommand({ EndpointName: 'demand', ContentType: 'text/csv', Body, ...change }),
  );
const refusal = (sent: Promise<unknown>) =>
  sent.then(
    () => expect.unreachable('it was answered'),
    (error: unknown) => error,
  );

describe('the local endpoint, through the AWS SDK', () => {
  it('answers each row on a line of its own, in order, as XGBoost predicts it', async () => {
    const { Body, ContentType } = await invoke(toCsv(rows));
    const lines = Body.transformToString().trimEnd().split('\n');
    const apart = margins.map((margin, i) => Math.abs(Number(lines[i]) / Math.exp(margin) - 1));
    expect(ContentType).toMatch(/^text\/csv/);
    expect(lines).toHaveLength(rows.length);
    expect(Math.max(...apart)).toBeLessThan(2 ** -22);
  });

  it('takes carriage returns, a last line end, spaces and nan', async () => {
    const plain = await invoke(line(0, ''));
    const decorated = await invoke(`${line(0, ' NaN')}\r\n`, {
      ContentType: 'text/csv; charset=utf-8',
    });
    expect(decorated.Body.transformToString()).toBe(plain.Body.transformToString());
  });

  it('gives no content for an empty body', async () => {
    const { $metadata } = await invoke('');
    expect($metadata.httpStatusCode).toBe(204);
  });

  it.each([
    [
      'JSON',
      '[0]',
      { ContentType: 'application/json' },
      415,
      'application/json is not an accepted ContentType',
    ],
    ['an answer in JSON', '0', { Accept: 'application/json' }, 406, "Accept type 'application/json'"],
    ['too few columns', `${line()}\n1,2`, {}, 415, 'row 2 has 2 columns, the model has 17'],
    ['too many columns', `${line()},0`, {}, 415, 'row 1 has 18 columns, the model has 17'],
    ['a header', line('price'), {}, 415, "row 1, column 1: 'price' is not a number"],
    ['hexadecimal', line(0, '0x10'), {}, 415, "row 1, column 2: '0x10' is not a number"],
    ['a sum', line('1-2'), {}, 415, "row 1, column 1: '1-2' is not a number"],
    ['more than a float32 holds', line('1e39'), {}, 415, "row 1, column 1: '1e39' is not a number"],
    ['infinity', line(0, 0, 'Infinity'), {}, 415, "row 1, column 3: 'Infinity' is not a number"],
  ])('makes a ModelError of %s', async (_, body, change, status, message) => {
    expect(await refusal(invoke(body, change))).toMatchObject({
      name: 'ModelError',
      $metadata: { httpStatusCode: 424 },
      OriginalStatusCode: status,
      OriginalMessage: expect.stringContaining(message),
    });
  });

  it('names an endpoint that it does not have', async () => {
    expect(await refusal(invoke('0', { EndpointName: 'elsewhere' }))).toMatchObject({
      name: 'ValidationError',
      $metadata: { httpStatusCode: 400 },
      message: 'Endpoint elsewhere not found.',
    });
  });

  it('refuses a body over 6 MB', async () => {
    expect(await refusal(invoke('0'.repeat(6 * MEGABYTE + 1)))).toMatchObject({
      name: 'ValidationError',
      $metadata: { httpStatusCode: 413 },
    });
  });
});
