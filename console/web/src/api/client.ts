import type {
  AnswerOf,
  Asked,
  Asking,
  DoneOf,
  FileName,
  JsonName,
  LineOf,
  LinesName,
} from '../../../../api/routes/asked.ts';
import { currentPerson } from './person.ts';
import { noAnswer, Problem, problemOf } from './problem.ts';

type Query = Record<string, string | number | boolean | readonly string[] | undefined>;

interface Signal {
  signal?: AbortSignal;
}

/** Parameters, query and body of a call. */
interface Given extends Signal {
  params?: Record<string, string>;
  query?: Query;
  body?: unknown;
}

/** A path of the page with every value in it encoded: apiPath`/events/${id}`. */
export const apiPath = (texts: TemplateStringsArray, ...values: string[]): string =>
  String.raw({ raw: texts }, ...values.map(encodeURIComponent));

/** The path of a route with these values in place of its parameters, encoded. */
const pathOf = (path: string, params: Record<string, string>): string =>
  path.replaceAll(/:(\w+)/g, (_, parameter: string) => encodeURIComponent(params[parameter] ?? ''));

/** Query parameters as text; those without a value are left out, lists are joined by commas. */
function queryText(query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    const text = Array.isArray(value) ? value.join(',') : value;
    if (text !== undefined && text !== '' && text !== false) parameters.set(name, String(text));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

/** Calls a route that answers JSON. Throws Problem. */
export async function call<Name extends JsonName>(
  name: Name,
  ...[given]: Asking<Name> | [Asked<Name> & Signal]
): Promise<AnswerOf<Name>> {
  return (await send(name, given as Given)).json();
}

/**
 * Calls a route that answers one JSON object a line, and passes on each as it arrives. Returns the final result. Throws
 * Problem, also if the work was interrupted.
 */
export async function follow<Name extends LinesName>(
  name: Name,
  onLine: (line: LineOf<Name>) => void,
  ...[given]: Asking<Name> | [Asked<Name> & Signal]
): Promise<DoneOf<Name>> {
  const response = await send(name, given as Given);
  for await (const line of linesOf(response)) {
    const parsed = JSON.parse(line) as object;
    if ('done' in parsed) return parsed.done as DoneOf<Name>;
    if ('failed' in parsed)
      throw new Problem({ title: 'Interrupted', status: 500, detail: String(parsed.failed) });
    onLine(parsed as LineOf<Name>);
  }
  throw new Problem({ title: 'Interrupted', status: 0, detail: 'the answer is incomplete; try again' });
}

/** Saves a route's answer as a file. A plain link could not name the person. Throws Problem. */
export async function download<Name extends FileName>(
  name: Name,
  filename: string,
  ...[given]: Asking<Name>
): Promise<void> {
  const blob = await (await send(name, given as Given)).blob();
  saveAs(blob, filename);
}

/** Hands a file to the person's browser. */
function saveAs(blob: Blob, filename: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = filename;
  link.click();
  URL.revokeObjectURL(link.href);
}

async function send(name: string, { params = {}, query, body = {}, signal }: Given = {}): Promise<Response> {
  const [method = '', path = ''] = name.split(' ');
  const person = currentPerson();
  const headers: Record<string, string> = {
    accept: 'application/json',
    'x-pricewire-client': 'console',
    ...(person === undefined ? {} : { 'x-pricewire-person': person }),
    ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
  };
  const response = await fetch(`/api${pathOf(path, params)}${queryText(query)}`, {
    method,
    headers,
    ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
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
