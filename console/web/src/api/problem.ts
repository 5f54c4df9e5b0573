/** What the server refuses a request with: application/problem+json. */
export interface ProblemBody {
  title: string;
  status: number;
  detail?: string;
  problems?: { at: string; message: string }[];
}

/** A request that was refused, or got no answer. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly title: string;
  /** 0 where the server did not answer. */
  readonly status: number;
  readonly problems: { at: string; message: string }[];

  constructor({ title, status, detail, problems = [] }: ProblemBody) {
    super(detail ?? title);
    this.title = title;
    this.status = status;
    this.problems = problems;
  }
}

/** The problem that an answer tells. */
export async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    const body = JSON.parse(text) as Partial<ProblemBody>;
    if (typeof body.title === 'string')
      return new Problem({ ...body, title: body.title, status: response.status });
  } catch {
    // Something between here and the server has answered in words of its own.
  }
  return new Problem({
    title: response.statusText || 'Refused',
    status: response.status,
    detail: text.slice(0, 300) || `the server answered ${response.status}`,
  });
}

/** The problem of a request that came to no answer. */
export const noAnswer = (error: unknown): Problem =>
  new Problem({
    title: 'No answer',
    status: 0,
    detail: `the server can't be reached: ${error instanceof Error ? error.message : String(error)}`,
  });
