import type { ProblemBody } from '../../console/server/api/problem.ts';
import { CliFailure } from './failure.ts';
import { readLines } from './lines.ts';
import type { Target } from './target.ts';

/** The API over stores and traces. Every refusal is thrown as a CliFailure that says in one line what the server said. */
export interface Api {
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

/** The API of what commands talk to; `asking` are the headers that say who asks. */
export function apiOf(
  target: Pick<Target, 'fetch' | 'explain' | 'stranger'>,
  asking: Record<string, string>,
): Api {
  const reached = async <Result>(asked: Promise<Result>): Promise<Result> => {
    try {
      return await asked;
    } catch (error) {
      throw target.explain(error);
    }
  };

  const ask = async <Answer>(path: string, init: RequestInit): Promise<Answer> => {
    const signal = AbortSignal.timeout(GIVE_UP_AFTER_MS);
    const headers = { ...init.headers, ...asking };
    const response = await reached(target.fetch(path, { ...init, headers, signal }));
    return answerIn<Answer>(response);
  };

  const answerIn = async <Answer>(response: Response): Promise<Answer> => {
    const text = await reached(response.text());
    if (response.status === 503 && text === 'starting')
      throw target.explain(new Error('it is still starting'));
    const type = response.headers.get('content-type') ?? '';
    if (!/^application\/(problem\+)?json\b/.test(type)) throw target.stranger(response);
    const body = JSON.parse(text) as Answer & Partial<ProblemBody>;
    if (response.ok) return body;
    throw new Refused(response.status, body.detail ?? body.title ?? `it answered ${response.status}`);
  };

  return {
    get: (path, query = {}) => ask(withQuery(path, query), {}),
    send: (method, path, body) => ask(path, { method, ...jsonBody(body) }),
    async stream(method, path, tell, body) {
      const { headers = {}, ...init } = body === undefined ? {} : jsonBody(body);
      const response = await reached(
        target.fetch(path, { method, ...init, headers: { ...headers, ...asking } }),
      );
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

function withQuery(path: string, query: Record<string, string | number | undefined>): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value));
  return given.size === 0 ? path : `${path}?${given}`;
}

/** A path of the API, its parts escaped: `` apiPath`/products/${id}` ``. */
export const apiPath = (texts: TemplateStringsArray, ...parts: string[]): string =>
  `/api${texts.map((text, at) => text + (at < parts.length ? encodeURIComponent(parts[at] ?? '') : '')).join('')}`;
