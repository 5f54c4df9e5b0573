import type { AnswerOf, Asking, DoneOf, JsonName, LineOf, LinesName } from '../../api/routes/asked.ts';
import type { ProblemBody } from '../../api/routes/fields.ts';
import { pathOf } from '../../api/routes/path-of.ts';
import type { Price } from '../../storefront/routes.ts';
import { CliFailure } from './failure.ts';
import { readLines } from './lines.ts';
import type { Target } from './target.ts';

/** The API over stores and traces. Every refusal is thrown as a CliFailure with the server's message in one line. */
export interface Api {
  /** The storefront's answer for a product. */
  price(productId: string): Promise<Price>;
  call<Name extends JsonName>(name: Name, ...asked: Asking<Name>): Promise<AnswerOf<Name>>;
  /** Follows an answer of many lines without a time limit; returns the result in its last line. */
  follow<Name extends LinesName>(
    name: Name,
    tell: (line: LineOf<Name>) => void,
    ...asked: Asking<Name>
  ): Promise<DoneOf<Name>>;
}

/** Arguments of a call of any route. */
interface Given {
  params?: Record<string, string>;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
}

/** The server refused the request. `status` is the HTTP status. */
export class Refused extends CliFailure {
  readonly status: number;

  constructor(status: number, message: string) {
    super(status === 400 || status === 413 || status === 415 ? 2 : 1, message);
    this.status = status;
  }
}

// A reprice of a large catalog takes long; a server that hangs must still be reported.
const GIVE_UP_AFTER_MS = 300_000;

/** The API of a target; `asking` are the headers that name the caller. */
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

  const fetched = (path: string, { headers, ...init }: RequestInit): Promise<Response> =>
    reached(target.fetch(path, { ...init, headers: { ...headers, ...asking } }));

  const send = (name: string, given: Given = {}, signal?: AbortSignal): Promise<Response> => {
    const { headers, ...init } = requestOf(name, given);
    const path = `/api${pathOf(name, given.params)}${queryText(given.query)}`;
    return fetched(path, { ...init, headers, ...(signal ? { signal } : {}) });
  };

  // The route's table defines the answer, and tests check the server against it.
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
    price: async (productId) =>
      answerIn(
        await fetched(`/v1/prices/${encodeURIComponent(productId)}`, {
          signal: AbortSignal.timeout(GIVE_UP_AFTER_MS),
        }),
      ),
    call: async (name, ...[asked]) =>
      answerIn(await send(name, asked as Given, AbortSignal.timeout(GIVE_UP_AFTER_MS))),
    async follow(name, tell, ...[asked]) {
      const response = await send(name, asked as Given);
      const isLines = response.headers.get('content-type')?.startsWith('application/x-ndjson');
      // An error answer is no stream.
      if (!isLines || response.body === null) return answerIn(response);
      return reached(readLines(response.body, tell));
    },
  };
}

const requestOf = (name: string, { body = {} }: Given): RequestInit & { headers?: Record<string, string> } =>
  name.startsWith('GET ')
    ? {}
    : {
        method: name.slice(0, name.indexOf(' ')),
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      };

function queryText(query: Given['query'] = {}): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value));
  return given.size === 0 ? '' : `?${given}`;
}
