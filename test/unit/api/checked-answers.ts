import { Hono } from 'hono';
import * as z from 'zod';
import { answerProblem } from '../../../api/problem.ts';
import { ROWS, type RouteRow } from '../../../api/rows.ts';

const ROW = 'row-of-check';

/** The API, with a fault for every answer that differs from the table of routes. */
export function checkedAnswers(api: Hono, rows: readonly RouteRow[] = ROWS): Hono {
  const checked = new Hono<{ Variables: { [ROW]: string } }>();
  checked.onError(answerProblem);
  for (const row of rows)
    checked.on(row.method, row.path, async (c, next) => {
      // Several rows may match, such as `:id` and a literal word; the first one answers.
      const isFirst = c.get(ROW) === undefined;
      c.set(ROW, row.name);
      await next();
      if (!isFirst || !c.res.ok) return;
      if ('answer' in row) expectAnswer(row.name, row.answer, await c.res.clone().json());
      if ('line' in row && c.res.body)
        c.res = new Response(c.res.body.pipeThrough(checkedLines(row.name, row.line, row.done)), c.res);
      if ('file' in row) expectType(row.name, row.file, c.res.headers.get('content-type'));
    });
  return checked.route('/', api) as unknown as Hono;
}

/** Throws unless the schema accepts the answer and all its fields. */
export function expectAnswer(name: string, schema: z.ZodType, answer: unknown): void {
  const parsed = schema.safeParse(answer);
  if (!parsed.success)
    throw new Error(`${name} answers otherwise than its schema: ${z.prettifyError(parsed.error)}`);
  const lost = lostIn(answer, parsed.data, '');
  if (lost !== undefined) throw new Error(`${name} answers ${lost}, which its schema does not have so`);
}

// Defaults that the schema adds are allowed.
function lostIn(answer: unknown, parsed: unknown, at: string): string | undefined {
  if (typeof answer !== 'object' || answer === null) return Object.is(answer, parsed) ? undefined : at;
  if (typeof parsed !== 'object' || parsed === null) return at;
  for (const [key, value] of Object.entries(answer)) {
    const lost = lostIn(value, (parsed as Record<string, unknown>)[key], `${at}.${key}`);
    if (lost !== undefined) return lost;
  }
  return undefined;
}

function expectType(name: string, types: readonly string[], type: string | null): void {
  if (!types.some((each) => type?.startsWith(each)))
    throw new Error(`${name} answers ${type}, and its row says ${types.join(' or ')}`);
}

function checkedLines(
  name: string,
  line: z.ZodType,
  done: z.ZodType,
): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  return new TransformStream({
    // Each chunk is one line.
    transform(chunk, controller) {
      const value = JSON.parse(decoder.decode(chunk)) as object;
      if ('done' in value) expectAnswer(name, done, value.done);
      else if (!('failed' in value)) expectAnswer(name, line, value);
      controller.enqueue(chunk);
    },
  });
}
