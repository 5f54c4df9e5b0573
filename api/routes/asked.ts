import type * as z from 'zod';
import type { ROUTES, RouteName } from './index.ts';
import type { File, Json, Lines, ParamsOf } from './route.ts';

type Table = typeof ROUTES;
type Part<Name extends RouteName, Key extends string> =
  Table[Name] extends Record<Key, infer Schema extends z.ZodType> ? Schema : never;
type Of<Kind> = { [Name in RouteName]: Table[Name] extends Kind ? Name : never }[RouteName];

/** Routes that answer JSON, lines of JSON, or a file. */
export type JsonName = Of<Json>;
export type LinesName = Of<Lines>;
export type FileName = Of<File>;

type PathParams<Name extends RouteName> = Name extends `${string} ${infer Path}` ? ParamsOf<Path> : never;

/** The validated request of a route. */
export interface Checked<Name extends RouteName> {
  params: PathParams<Name>;
  query: z.output<Part<Name, 'query'>>;
  body: z.output<Part<Name, 'body'>>;
}

export type AnswerOf<Name extends RouteName> = z.output<Part<Name, 'answer'>>;
export type LineOf<Name extends RouteName> = z.output<Part<Name, 'line'>>;
export type DoneOf<Name extends RouteName> = z.output<Part<Name, 'done'>>;

type Empty = Record<never, never>;
type QueryGiven<Query> = [Query] extends [never]
  ? unknown
  : Empty extends Query
    ? { query?: Query }
    : { query: Query };
/** A body may only be absent if it has no required field. */
type BodyGiven<Body> = [Body] extends [never]
  ? unknown
  : [Body] extends [Record<string, never>]
    ? unknown
    : { body: Body };

/** A query is sent as text: a client may give any, and the server validates it. */
type Text<Query> = [Query] extends [never] ? never : { [Each in keyof Query]: Query[Each] | string };

/** The request of a route: path parameters, query and body, as far as the route has them. */
export type Asked<Name extends RouteName> = (Empty extends PathParams<Name>
  ? unknown
  : { params: PathParams<Name> }) &
  QueryGiven<Text<z.input<Part<Name, 'query'>>>> &
  BodyGiven<z.input<Part<Name, 'body'>>>;

/** The arguments of a call; none if nothing is required. */
export type Asking<Name extends RouteName> =
  Empty extends Asked<Name> ? [asked?: Asked<Name>] : [asked: Asked<Name>];
