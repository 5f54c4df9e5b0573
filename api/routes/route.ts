import type * as z from 'zod';
import type { Role } from '../../domain/people/role.ts';

/** What a route does, who may ask for it, and what goes in and comes out. */
export type Route = {
  /** One sentence, for people. */
  summary: string;
  /** Of several, any is enough. `anyone`: also who has not said who they are. */
  role: Role | readonly Role[] | 'anyone';
  /** The action that the audit log knows it as; `own`: the route writes its entries by itself. */
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

/** An answer of one JSON object a line, and what the last one says came of it, as `done`. */
export interface Lines {
  line: z.ZodType;
  done: z.ZodType;
}

/** An answer that is a file of one of these media types. */
export interface File {
  file: readonly string[];
}

/** Routes by method and path below `/api`; a path with a word in place of a parameter stands before the one with the parameter. */
export type Routes = Record<`${'GET' | 'POST' | 'PUT'} /${string}`, Route>;

/** The parameters in a path: `/events/:id` has `{ id: string }`. */
export type ParamsOf<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? { [Each in Name]: string } & ParamsOf<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? { [Each in Name]: string }
    : unknown;
