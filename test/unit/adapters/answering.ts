import { Readable } from 'node:stream';
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

type RequestHandler = NonNullable<DynamoDBClientConfig['requestHandler']>;

/** Options with which an SDK client never leaves the process and never retries. */
export const OFFLINE = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
};

/** The transport of an SDK client that gives every request this answer. Client, middleware and errors are real. */
export const answering = (statusCode: number, body: object | string, type = 'application/x-amz-json-1.0') =>
  wire(async () => ({
    response: {
      statusCode,
      headers: { 'content-type': type },
      body: Readable.from([typeof body === 'string' ? body : JSON.stringify(body)]),
    },
  }));

/** A transport that fails with this error. */
export const failing = (error: Error) => wire(() => Promise.reject(error));

/** A transport that never answers. */
export const silent = () =>
  wire(
    (_request, { abortSignal }) =>
      new Promise((_resolve, reject) => {
        const giveUp = () => reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
        abortSignal.addEventListener('abort', giveUp);
      }),
  );

const wire = (handle: (request: unknown, options: { abortSignal: AbortSignal }) => Promise<unknown>) =>
  ({ handle, updateHttpClientConfig() {}, httpHandlerConfigs: () => ({}) }) as unknown as RequestHandler;
