import * as z from 'zod';

/** What a person may do in the console. */
export const Role = z.enum(['viewer', 'operator', 'reviewer', 'policy-owner', 'auditor']);
export type Role = z.infer<typeof Role>;
