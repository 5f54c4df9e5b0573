import type * as z from 'zod';
import { ApiProblem } from '../problem.ts';

/** A place in a list, as text that nobody has to understand. */
export const cursorOf = (place: object): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** The place that a cursor stands for. Throws ApiProblem for a text that is none. */
export function placeOf<Place>(cursor: string, schema: z.ZodType<Place>): Place {
  const parsed = schema.safeParse(jsonIn(cursor));
  if (parsed.success) return parsed.data;
  throw new ApiProblem(400, 'Bad request', 'cursor: is none that was given out here');
}

function jsonIn(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}
