import type { ProblemBody } from '../../local/api/problem.ts';
import { CliFailure, noConnection, unreachable } from './failure.ts';

/** The stack's HTTP API. Every refusal is thrown as a CliFailure that says in one line what the server said. */
export interface Api {
  url: string;
  get<Answer>(path: string, query?: Record<string, string | number | undefined>): Promise<Answer>;
  send<Answer>(method: 'POST' | 'PUT', path: string, body: unknown): Promise<Answer>;
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
  const ask = async <Answer>(path: string, init: RequestInit): Promise<Answer> => {
    let response: Response;
    let text: string;
    try {
      response = await fetch(new URL(path, url), { ...init, signal: AbortSignal.timeout(GIVE_UP_AFTER_MS) });
      text = await response.text();
    } catch (error) {
      const why = noConnection(error);
      if (why !== undefined) throw unreachable(url, why);
      if (error instanceof Error && error.name === 'TimeoutError')
        throw unreachable(url, `no answer in ${GIVE_UP_AFTER_MS / 1000} s`);
      throw unreachable(url, error instanceof Error ? error.message : String(error));
    }
    if (response.status === 503 && text === 'starting') throw unreachable(url, 'it is still starting');
    return read<Answer>(url, response, text);
  };

  return {
    url,
    get: (path, query = {}) => ask(withQuery(path, query), {}),
    send: (method, path, body) =>
      ask(path, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  };
}

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
