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

/** Routes that are called only with a confirmation, or for a dry run. */
type AskingTwice = Of<{ asksTwice: true }>;

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

declare const asked: unique symbol;
/** Proof that the person confirmed. Only `confirm` of a command and the dialog of the page make one. */
export interface Confirmed {
  readonly [asked]: true;
}

/** For a union of names, one that asks twice is enough. */
type Confirmation<Name extends RouteName> = [Extract<Name, AskingTwice>] extends [never]
  ? unknown
  : { confirmed: Confirmed } | DryRun<z.output<Part<Name, 'body'>>>;
type DryRun<Body> = [Body] extends [{ dryRun: boolean }] ? { body: { dryRun: true } } : never;

/** The request of a route: path parameters, query, body and confirmation, as far as the route has them. */
export type Asked<Name extends RouteName> = (Empty extends PathParams<Name>
  ? unknown
  : { params: PathParams<Name> }) &
  QueryGiven<Text<z.input<Part<Name, 'query'>>>> &
  BodyGiven<z.input<Part<Name, 'body'>>> &
  Confirmation<Name>;

/** The arguments of a call; none if nothing is required. */
export type Asking<Name extends RouteName> =
  Empty extends Asked<Name> ? [asked?: Asked<Name>] : [asked: Asked<Name>];
