import type { Fault, ProblemBody } from '../../../../api/routes/fields.ts';
import { messageOf } from '../../../../domain/values/thrown.ts';

/** A request that was refused, or got no answer. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly title: string;
  /** 0 if the server did not answer. */
  readonly status: number;
  readonly problems: Fault[];

  constructor({
    title,
    status,
    detail,
    problems = [],
  }: Pick<ProblemBody, 'title' | 'status'> & Partial<ProblemBody>) {
    super(detail ?? title);
    this.title = title;
    this.status = status;
    this.problems = problems;
  }
}

/** The problem in an answer. */
export async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    const body = JSON.parse(text) as Partial<ProblemBody>;
    if (typeof body.title === 'string')
      return new Problem({ ...body, title: body.title, status: response.status });
  } catch {
    // A proxy on the way has sent its own text.
  }
  return new Problem({
    title: response.statusText || 'Refused',
    status: response.status,
    detail: text.slice(0, 300) || `the server answered ${response.status}`,
  });
}

/** The problem of a request without an answer. */
export const noAnswer = (error: unknown): Problem =>
  new Problem({
    title: 'No answer',
    status: 0,
    detail: `the server can't be reached: ${messageOf(error)}`,
  });
