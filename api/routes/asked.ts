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

/** What a route is given once it has been checked. */
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
/** A body is left out only where there is nothing to say in it. */
type BodyGiven<Body> = [Body] extends [never]
  ? unknown
  : [Body] extends [Record<string, never>]
    ? unknown
    : { body: Body };

/** A query is text on its way: a client may give any for a parameter, and the server says what is wrong with it. */
type Text<Query> = [Query] extends [never] ? never : { [Each in keyof Query]: Query[Each] | string };

declare const asked: unique symbol;
/** Shows that the person was asked once more. Only the question makes one: `confirm` of a command, and the dialog of the page. */
export interface Confirmed {
  readonly [asked]: true;
}

/** Of several names, one that asks twice is enough. */
type Confirmation<Name extends RouteName> = [Extract<Name, AskingTwice>] extends [never]
  ? unknown
  : { confirmed: Confirmed } | DryRun<z.output<Part<Name, 'body'>>>;
type DryRun<Body> = [Body] extends [{ dryRun: boolean }] ? { body: { dryRun: true } } : never;

/** What a client gives a route: a parameter for each in its path, a query and a body where the route takes one, and its confirmation. */
export type Asked<Name extends RouteName> = (Empty extends PathParams<Name>
  ? unknown
  : { params: PathParams<Name> }) &
  QueryGiven<Text<z.input<Part<Name, 'query'>>>> &
  BodyGiven<z.input<Part<Name, 'body'>>> &
  Confirmation<Name>;

/** The arguments of a call: none where there is nothing that has to be given. */
export type Asking<Name extends RouteName> =
  Empty extends Asked<Name> ? [asked?: Asked<Name>] : [asked: Asked<Name>];
