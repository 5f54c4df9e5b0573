import * as z from 'zod';

/** An empty body. */
export const Nothing = z.strictObject({});

/** `?limit=`, 1 to `max`. */
export const limitUpTo = (max: number, otherwise: number) =>
  z.coerce.number<number | string>().pipe(z.int().min(1).max(max)).default(otherwise);

/** `?cursor=`: the `next` of the previous page. */
export const Cursor = z.string().min(1).max(2000).optional();

/** The schema, which also refuses a span that ends before it begins. */
export const inOrder = <Span extends z.ZodType<{ since?: string | undefined; until?: string | undefined }>>(
  schema: Span,
): Span =>
  schema.refine(({ since, until }) => since === undefined || until === undefined || since <= until, {
    error: 'is before since',
    path: ['until'],
  });

/** A fault in a request. `at` is a path into the body, such as `products.3.listPrice`. */
export const Fault = z.object({ at: z.string(), message: z.string() });
export type Fault = z.infer<typeof Fault>;

/** An error answer, application/problem+json (RFC 9457). */
export const ProblemBody = z.object({
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  /** The requested path. */
  instance: z.string(),
  problems: z.array(Fault).optional(),
});
export type ProblemBody = z.infer<typeof ProblemBody>;
