import * as z from 'zod';
import { messageIn } from '../domain/values/cause.ts';

/** An error as the workflow's Catch passes it on. */
export const CaughtError = z.object({ error: z.string(), cause: z.string() });

/** `Name: message`. The cause of a failed Lambda is the JSON text of its error. */
export const describeCaught = ({ error, cause }: z.infer<typeof CaughtError>): string =>
  `${error}: ${messageIn(cause)}`;
