import * as z from 'zod';

/** A reason in words, as people and schedules give it. */
export const Why = z.string().min(1).max(500);
