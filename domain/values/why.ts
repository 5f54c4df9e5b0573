import * as z from 'zod';

/** A reason as text, from a person or a schedule. */
export const Why = z.string().min(1).max(500);
