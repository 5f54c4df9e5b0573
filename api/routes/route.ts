import type * as z from 'zod';
import type { Role } from '../../domain/people/role.ts';

/** A route's role, effect, inputs and answer. */
export type Route = {
  /** One sentence, for people. */
  summary: string;
  /** Any of several is enough. `anyone`: also callers without a name. */
  role: Role | readonly Role[] | 'anyone';
  /** The action in the audit log; `own`: the route writes its entries itself. */
  audit?: string;
  query?: z.ZodType;
  body?: z.ZodType;
} & Effect &
  (Json | Lines | File);

/** `asksTwice`: a client has the person confirm each call that is no dry run; its types take no call without. */
type Effect = { effect: 'read' | 'view-evidence'; asksTwice?: never } | { effect: 'write'; asksTwice?: true };

/** An answer in JSON. */
export interface Json {
  answer: z.ZodType;
}

/** An answer of one JSON object a line. The last line has the result as `done`. */
export interface Lines {
  line: z.ZodType;
  done: z.ZodType;
}

/** An answer that is a file of one of these media types. */
export interface File {
  file: readonly string[];
}

/** Routes by method and path below `/api`. A literal path is before one with a parameter in the same place. */
export type Routes = Record<`${'GET' | 'POST' | 'PUT'} /${string}`, Route>;

/** The parameters in a path: `/events/:id` has `{ id: string }`. */
export type ParamsOf<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? { [Each in Name]: string } & ParamsOf<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? { [Each in Name]: string }
    : unknown;
