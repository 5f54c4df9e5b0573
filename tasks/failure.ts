import * as z from 'zod';

/** An error as the workflow's Catch hands it on. */
export const CaughtError = z.object({ error: z.string(), cause: z.string() });

/** `Name: message`. The cause of a failed Lambda is the JSON text of its error. */
export const describeCaught = ({ error, cause }: z.infer<typeof CaughtError>): string =>
  `${error}: ${messageOf(cause)}`;

function messageOf(cause: string): string {
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: unknown };
    return typeof errorMessage === 'string' ? errorMessage : cause;
  } catch {
    return cause;
  }
}
