import type { ProblemBody } from '../../local/api/problem.ts';
import { CliFailure, noConnection, unreachable } from './failure.ts';
import { readLines } from './lines.ts';

/** The stack's HTTP API. Every refusal is thrown as a CliFailure that says in one line what the server said. */
export interface Api {
  url: string;
  get<Answer>(path: string, query?: Record<string, string | number | undefined>): Promise<Answer>;
  send<Answer>(method: 'POST' | 'PUT', path: string, body: unknown): Promise<Answer>;
  /** Follows an answer of many lines for as long as it takes; what its last line says came of it. */
  stream<Line, Done>(
    method: 'GET' | 'POST',
    path: string,
    tell: (line: Line) => void,
    body?: unknown,
  ): Promise<Done>;
}

/** The server refused. `status` is that of HTTP. */
export class Refused extends CliFailure {
  readonly status: number;

  constructor(status: number, message: string) {
    super(status === 400 || status === 413 || status === 415 ? 2 : 1, message);
    this.status = status;
  }
}

// A reprice of a large catalog takes its time; a server that hangs must still be told of.
const GIVE_UP_AFTER_MS = 300_000;

export function apiAt(url: string): Api {
  const reached = async <Result>(asked: Promise<Result>): Promise<Result> => {
    try {
      return await asked;
    } catch (error) {
      if (error instanceof CliFailure) throw error;
      const why = noConnection(error);
      if (why !== undefined) throw unreachable(url, why);
      if (error instanceof Error && error.name === 'TimeoutError')
        throw unreachable(url, `no answer in ${GIVE_UP_AFTER_MS / 1000} s`);
      throw unreachable(url, error instanceof Error ? error.message : String(error));
    }
  };

  const ask = async <Answer>(path: string, init: RequestInit): Promise<Answer> => {
    const signal = AbortSignal.timeout(GIVE_UP_AFTER_MS);
    const response = await reached(fetch(new URL(path, url), { ...init, signal }));
    return answerIn<Answer>(response);
  };

  const answerIn = async <Answer>(response: Response): Promise<Answer> => {
    const text = await reached(response.text());
    if (response.status === 503 && text === 'starting') throw unreachable(url, 'it is still starting');
    return read<Answer>(url, response, text);
  };

  return {
    url,
    get: (path, query = {}) => ask(withQuery(path, query), {}),
    send: (method, path, body) => ask(path, { method, ...jsonBody(body) }),
    async stream(method, path, tell, body) {
      const init = body === undefined ? { method } : { method, ...jsonBody(body) };
      const response = await reached(fetch(new URL(path, url), init));
      const isLines = response.headers.get('content-type')?.startsWith('application/x-ndjson');
      // A refusal is no stream.
      if (!isLines || response.body === null) return answerIn(response);
      return reached(readLines(response.body, tell));
    },
  };
}

const jsonBody = (body: unknown) => ({
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

function read<Answer>(url: string, response: Response, text: string): Answer {
  const type = response.headers.get('content-type') ?? '';
  if (!/^application\/(problem\+)?json\b/.test(type))
    throw new CliFailure(
      3,
      `what answers at ${url} is not a Pricewire stack (${response.status}, ${type || 'no content type'})`,
    );
  const body = JSON.parse(text) as Answer & Partial<ProblemBody>;
  if (response.ok) return body;
  throw new Refused(response.status, body.detail ?? body.title ?? `${url} answered ${response.status}`);
}

function withQuery(path: string, query: Record<string, string | number | undefined>): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value));
  return given.size === 0 ? path : `${path}?${given}`;
}

/** A path of the API, its parts escaped: `` apiPath`/products/${id}` ``. */
export const apiPath = (texts: TemplateStringsArray, ...parts: string[]): string =>
  `/api${texts.map((text, at) => text + (at < parts.length ? encodeURIComponent(parts[at] ?? '') : '')).join('')}`;
