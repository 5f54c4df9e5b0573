import type * as z from 'zod';
import { ApiProblem } from '../problem.ts';

/** A position in a list as opaque text. */
export const cursorOf = (place: object): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** The position in a cursor. Throws ApiProblem for an invalid one. */
export function placeOf<Place>(cursor: string, schema: z.ZodType<Place>): Place {
  const parsed = schema.safeParse(jsonIn(cursor));
  if (parsed.success) return parsed.data;
  throw new ApiProblem(400, 'Bad request', 'cursor: is not a cursor of this API');
}

function jsonIn(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}
