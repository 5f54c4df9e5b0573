import type { Context } from 'hono';
import type * as z from 'zod';
import { parseJson } from '../domain/values/nesting.ts';
import { ApiProblem, describeFaults, faultsOf } from './problem.ts';

/** The JSON body, in the form asked for; else a problem that names each field. */
export async function readBody<Body>(c: Context, schema: z.ZodType<Body>): Promise<Body> {
  // Another site's page can post a form or plain text here, but not this content type without being asked first.
  const type = c.req.header('content-type') ?? 'none';
  if (!/^application\/json\b/i.test(type))
    throw new ApiProblem(415, 'Unsupported content type', `the body must be application/json, not ${type}`);
  return checked(schema, await jsonOf(c));
}

/** The query, in the form asked for. Unknown parameters are refused, so that a misspelt filter filters nothing silently. */
export const readQuery = <Query>(c: Context, schema: z.ZodType<Query>): Query =>
  checked(schema, c.req.query());

async function jsonOf(c: Context): Promise<unknown> {
  try {
    return parseJson(await c.req.text());
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ApiProblem(400, 'Bad request', `the body is not JSON: ${error.message}`);
  }
}

function checked<Value>(schema: z.ZodType<Value>, value: unknown): Value {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = faultsOf(parsed.error);
  throw new ApiProblem(400, 'Bad request', describeFaults(faults), faults);
}
