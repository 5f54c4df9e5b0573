import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type * as z from 'zod';
import { type AwsFault, awsFault } from '../adapters/aws-fault.ts';
import { CacheUnavailable, StoreUnavailable, UnreadableItem } from '../domain/values/errors.ts';
import type { Fault, ProblemBody } from './routes/fields.ts';

/** An error answer. `title` is short and the same for all of its kind; the message is the detail. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: ContentfulStatusCode;
  readonly title: string;
  readonly problems: Fault[];

  constructor(status: ContentfulStatusCode, title: string, detail: string, problems: Fault[] = []) {
    super(detail);
    this.status = status;
    this.title = title;
    this.problems = problems;
  }
}

export const notFound = (detail: string): ApiProblem => new ApiProblem(404, 'Not found', detail);

/** Every issue of a schema as a fault; `root` comes before its path. */
export const faultsOf = (error: z.ZodError, ...root: (string | number)[]): Fault[] =>
  error.issues.map(({ path, message }) => ({ at: [...root, ...path].join('.'), message }));

export const describeFaults = (faults: Fault[]): string =>
  faults.map(({ at, message }) => (at === '' ? message : `${at}: ${message}`)).join('; ');

/** Answers any thrown value as a problem. */
export function answerProblem(error: Error, c: Context): Response {
  const { status, title, problems, message } = toProblem(error);
  const body: ProblemBody = {
    title,
    status,
    detail: message,
    instance: c.req.path,
    ...(problems.length > 0 ? { problems } : {}),
  };
  return c.body(JSON.stringify(body), status, { 'content-type': 'application/problem+json' });
}

/** The problem for an error. */
export function toProblem(error: Error): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof HTTPException) return new ApiProblem(error.status, 'Refused', error.message);
  const fault = awsFault(error);
  if (fault !== undefined && fault.kind !== 'unreachable')
    return new ApiProblem(STATUS[fault.kind], 'Refused by a service', fault.message);
  if (error instanceof StoreUnavailable || error instanceof CacheUnavailable)
    return new ApiProblem(503, 'Unavailable', error.message);
  if (error instanceof UnreadableItem) return new ApiProblem(500, 'Unreadable item', error.message);
  if (fault !== undefined) return new ApiProblem(503, 'Unavailable', fault.message);
  return new ApiProblem(500, 'Fault', `${error.name}: ${error.message}`);
}

const STATUS: Record<Exclude<AwsFault['kind'], 'unreachable'>, ContentfulStatusCode> = {
  'no-credentials': 401,
  'no-region': 500,
  expired: 401,
  denied: 403,
  throttled: 503,
  'not-found': 500,
};
