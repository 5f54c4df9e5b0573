import { currentPerson } from './person.ts';
import { noAnswer, Problem, problemOf } from './problem.ts';

export type Query = Record<string, string | number | boolean | readonly string[] | undefined>;

export interface RequestOptions {
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
}

/** A path with every value in it encoded: apiPath`/events/${id}`. */
export const apiPath = (texts: TemplateStringsArray, ...values: string[]): string =>
  String.raw({ raw: texts }, ...values.map(encodeURIComponent));

/** Query parameters as text; those without a value are left out, lists are joined by commas. */
export function queryText(query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    const text = Array.isArray(value) ? value.join(',') : value;
    if (text !== undefined && text !== '' && text !== false) parameters.set(name, String(text));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

/** Asks the API for JSON. Throws Problem. */
export async function get<Answer>(path: string, options: Omit<RequestOptions, 'body'> = {}): Promise<Answer> {
  return (await (await send('GET', path, options)).json()) as Answer;
}

/** Posts JSON to the API. Throws Problem. */
export async function post<Answer>(
  path: string,
  body: unknown = {},
  options: RequestOptions = {},
): Promise<Answer> {
  return (await (await send('POST', path, { ...options, body })).json()) as Answer;
}

/**
 * Posts to a route that answers a JSON object a line, and hands over each as it comes; what it ended with. Throws Problem,
 * also where the work broke off in the middle.
 */
export async function postLines<Line extends object, Done>(
  path: string,
  body: unknown,
  onLine: (line: Line) => void,
  signal?: AbortSignal,
): Promise<Done> {
  const response = await send('POST', path, { body, ...(signal ? { signal } : {}) });
  for await (const line of linesOf(response)) {
    const parsed = JSON.parse(line) as Line | { done: Done } | { failed: string };
    if ('done' in parsed) return parsed.done as Done;
    if ('failed' in parsed)
      throw new Problem({ title: 'Broken off', status: 500, detail: String(parsed.failed) });
    onLine(parsed);
  }
  throw new Problem({ title: 'Broken off', status: 0, detail: 'the answer ended in the middle' });
}

/** Saves what a route answers as a file. A link could not say who asks. Throws Problem. */
export async function download(path: string, query: Query, filename: string): Promise<void> {
  const blob = await (await send('GET', path, { query })).blob();
  saveAs(blob, filename);
}

/** Hands a file to the person's browser. */
export function saveAs(blob: Blob, filename: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = filename;
  link.click();
  URL.revokeObjectURL(link.href);
}

async function send(
  method: string,
  path: string,
  { query, body, signal }: RequestOptions,
): Promise<Response> {
  const person = currentPerson();
  const headers: Record<string, string> = {
    accept: 'application/json',
    'x-pricewire-client': 'console',
    ...(person === undefined ? {} : { 'x-pricewire-person': person }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const response = await fetch(`/api${path}${queryText(query)}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw noAnswer(error);
  });
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function* linesOf(response: Response): AsyncGenerator<string> {
  let rest = '';
  const texts = response.body?.pipeThrough(new TextDecoderStream());
  if (!texts) return;
  const reader = texts.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const lines = (rest + read.value).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
  }
  if (rest !== '') yield rest;
}
