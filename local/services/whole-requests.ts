import { IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { parseJson } from '../../domain/values/nesting.ts';

/** More than the largest request of DynamoDB and SQS. */
const LARGEST_BODY = 16 * 2 ** 20;

/**
 * Passes a request on only when it is complete and, if its type is JSON, an object. The embedded services end, or answer 500, on
 * incomplete or malformed requests. Call it before `guardServer`, whose checks run first.
 */
export function takeWholeRequests(server: Server): void {
  const emit = server.emit.bind(server) as (event: string, ...args: unknown[]) => boolean;
  server.emit = ((event: string, ...args: unknown[]) => {
    if (event !== 'request') return emit(event, ...args);
    const [request, response] = args as [IncomingMessage, ServerResponse];
    const handOn = (body: Buffer) => {
      if (!isReadable(request, body)) return refuse(response, 400, 'The body is no JSON object');
      emit('request', new WholeRequest(request, response, body), response);
    };
    // After an aborted request there is no client to answer.
    bodyOf(request, response).then(
      (body) => body && handOn(body),
      () => {},
    );
    return true;
  }) as typeof server.emit;
}

/** The whole body; undefined for one that is too large, which gets its answer here. */
async function bodyOf(request: IncomingMessage, response: ServerResponse): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = Number(request.headers['content-length'] ?? 0) > LARGEST_BODY ? Number.POSITIVE_INFINITY : 0;
  if (bytes === 0)
    for await (const chunk of request) {
      bytes += chunk.length;
      if (bytes > LARGEST_BODY) break;
      chunks.push(chunk);
    }
  if (bytes <= LARGEST_BODY) return Buffer.concat(chunks);
  refuse(response, 413, `The body is over ${LARGEST_BODY} bytes`);
  return undefined;
}

function isReadable({ headers }: IncomingMessage, body: Buffer): boolean {
  if (!/json/.test(headers['content-type'] ?? '')) return true;
  try {
    const value: unknown = parseJson(body.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** A request with its body in memory. Errors of its handler become its answer instead of ending the server. */
class WholeRequest extends IncomingMessage {
  readonly #response: ServerResponse;

  constructor(request: IncomingMessage, response: ServerResponse, body: Buffer) {
    super(request.socket);
    const { method, url, headers, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor } = request;
    Object.assign(this, {
      method,
      url,
      headers,
      rawHeaders,
      httpVersion,
      httpVersionMajor,
      httpVersionMinor,
    });
    this.#response = response;
    this.complete = true;
    this.push(body);
    this.push(null);
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    try {
      return super.emit(event as string, ...args);
    } catch (error) {
      refuse(this.#response, 400, String(error));
      return true;
    }
  }
}

function refuse(response: ServerResponse, status: 400 | 413, message: string): void {
  if (response.headersSent) return void response.destroy();
  const headers = { 'content-type': 'application/x-amz-json-1.0', connection: 'close' };
  response.writeHead(status, headers);
  response.end(JSON.stringify({ __type: 'com.amazon.coral.service#SerializationException', message }));
}
