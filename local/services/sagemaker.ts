import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type Model, score } from '../../model/scorer.ts';

/** Maximum bytes of a request, as in the XGBoost container. */
const MAX_BODY = 6 * 1024 * 1024;

/** An error of the container; SageMaker wraps it in a ModelError. */
class ContainerError extends Error {
  override readonly name = 'ContainerError';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * SageMaker's InvokeEndpoint with XGBoost 1.7 containers, for one machine: the same path, CSV and errors.
 *
 * Stricter than the container in two cases, which are mistakes of ours: a row with too few columns (XGBoost treats the rest as
 * missing), and an Accept other than text/csv (not implemented).
 *
 * @param endpoints models by endpoint name, looked up at each request, so they can be replaced
 */
export function sagemakerApp(endpoints: ReadonlyMap<string, Model>): Hono {
  const app = new Hono();
  app.post(
    '/endpoints/:name/invocations',
    bodyLimit({
      maxSize: MAX_BODY,
      onError: () =>
        serviceError(413, 'ValidationError', { Message: `Body is larger than ${MAX_BODY} bytes.` }),
    }),
    async (c) => {
      const name = c.req.param('name');
      const model = endpoints.get(name);
      if (model === undefined)
        return serviceError(400, 'ValidationError', { Message: `Endpoint ${name} not found.` });
      const body = (await c.req.text()).trim();
      // The container answers an empty body with 204.
      if (body === '') return c.body(null, 204);
      try {
        checkTypes(c.req.header('content-type'), c.req.header('accept'));
        const { predictions } = score(model, parseCsv(body, model.featureCount));
        return c.body(`${predictions.join('\n')}\n`, 200, {
          'content-type': 'text/csv; charset=utf-8',
          'x-amzn-invoked-production-variant': 'AllTraffic',
        });
      } catch (error) {
        if (error instanceof ContainerError) return modelError(error);
        throw error;
      }
    },
  );
  return app;
}

function checkTypes(contentType: string | undefined, accept: string | undefined): void {
  const sent = mediaTypes(contentType)[0] ?? 'nothing';
  if (!['text/csv', 'csv'].includes(sent))
    throw new ContainerError(415, `${sent} is not an accepted ContentType: csv, text/csv.`);
  const wanted = mediaTypes(accept);
  if (wanted.length > 0 && !wanted.some((type) => ['text/csv', 'csv', 'text/*', '*/*'].includes(type)))
    throw new ContainerError(406, `Accept type '${wanted.join(', ')}' is not supported.`);
}

const mediaTypes = (header: string | undefined): string[] =>
  (header ?? '')
    .split(',')
    .map((type) => (type.split(';')[0] ?? '').trim().toLowerCase())
    .filter((type) => type !== '');

function parseCsv(body: string, columns: number): number[][] {
  return body.split('\n').map((line, row) => {
    const cells = line.split(',');
    if (cells.length !== columns)
      throw unreadable(`row ${row + 1} has ${cells.length} columns, the model has ${columns} features`);
    return cells.map((cell, column) => {
      const text = cell.trim();
      if (text === '' || text.toLowerCase() === 'nan') return Number.NaN;
      const value = Number(text);
      // Number() also reads 0x10 and 0b1, which the container does not.
      if (!/^[-+\d.e]+$/i.test(text) || !Number.isFinite(Math.fround(value)))
        throw unreadable(`row ${row + 1}, column ${column + 1}: '${text.slice(0, 40)}' is not a number`);
      return value;
    });
  });
}

const unreadable = (why: string) =>
  new ContainerError(
    415,
    `Loading csv data failed with Exception, please ensure data is in csv format: ${why}`,
  );

function modelError({ status, message }: ContainerError): Response {
  return serviceError(424, 'ModelError', {
    ErrorCode: 'CLIENT_ERROR_FROM_MODEL',
    Message: `Received client error (${status}) from primary with message "${message}".`,
    OriginalStatusCode: status,
    OriginalMessage: message,
  });
}

function serviceError(status: ContentfulStatusCode, type: string, body: Record<string, unknown>): Response {
  return Response.json(body, { status, headers: { 'x-amzn-ErrorType': type } });
}
