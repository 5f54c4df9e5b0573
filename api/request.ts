import type { Context } from 'hono';
import type * as z from 'zod';
import { parseJson } from '../domain/values/nesting.ts';
import { ApiProblem, describeFaults, faultsOf } from './problem.ts';

/** The JSON body, validated. Throws a problem that names each wrong field. */
export async function readBody<Body>(c: Context, schema: z.ZodType<Body>): Promise<Body> {
  // A page of another site can post a form or plain text without permission, but not JSON.
  const type = c.req.header('content-type') ?? 'none';
  if (!/^application\/json\b/i.test(type))
    throw new ApiProblem(415, 'Unsupported content type', `the body must be application/json, not ${type}`);
  return checked(schema, await jsonOf(c));
}

/** The query, validated. Unknown parameters are refused, so that a misspelt filter is noticed. */
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
