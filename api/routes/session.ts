import * as z from 'zod';
import { Role } from '../../domain/people/role.ts';
import type { Routes } from './route.ts';

export type { Role } from '../../domain/people/role.ts';

export const Person = z.object({
  /** The value of `x-pricewire-person`; on AWS the subject behind the caller's ARN. */
  id: z.string(),
  name: z.string(),
  /** Every listed person is a viewer. */
  roles: z.array(Role),
});
export type Person = z.infer<typeof Person>;

/** The stage and the caller. */
export const Session = z.object({
  /** `local`, or the name of a stage on AWS. */
  stage: z.string(),
  account: z.string().optional(),
  region: z.string().optional(),
  /** `chosen`: the person picks a name, which proves nothing. `aws`: by the caller's credentials. */
  identity: z.enum(['chosen', 'aws']),
  /** The people to choose from. */
  people: z.array(Person),
  /** Absent if nobody is chosen, or the chosen person is not in the list. */
  me: Person.optional(),
});
export type Session = z.infer<typeof Session>;

/** The parts of the stack with addresses and counts. A local stack has other parts than a stage. */
export const Status = z.looseObject({
  /** Running executions. */
  inFlight: z.int().optional(),
});
export type Status = z.infer<typeof Status>;

export const SESSION_ROUTES = {
  'GET /openapi.json': {
    summary: 'This API as an OpenAPI document',
    role: 'anyone',
    effect: 'read',
    answer: z.looseObject({ openapi: z.literal('3.1.0') }),
  },
  'GET /session': {
    summary: 'The stage, the people to choose from, and the caller',
    role: 'anyone',
    effect: 'read',
    answer: Session,
  },
  'GET /status': {
    summary: 'The state of the stack and the addresses of its parts',
    role: 'anyone',
    effect: 'read',
    answer: Status,
  },
} satisfies Routes;
