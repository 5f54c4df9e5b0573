import type { Context, Hono } from 'hono';
import { type GuardDeps, guarded } from './access/guard.ts';
import { ndjson } from './ndjson.ts';
import { readBody, readQuery } from './request.ts';
import type { AnswerOf, Checked, DoneOf, JsonName, LineOf, LinesName } from './routes/asked.ts';
import type { RouteName } from './routes/index.ts';
import { ROWS, type RouteRow } from './rows.ts';

/** The result of a handler: a value of the route's schema, its lines, or a file. */
type Handled<Name extends RouteName> = Name extends JsonName
  ? AnswerOf<Name>
  : Name extends LinesName
    ? AsyncGenerator<LineOf<Name>, DoneOf<Name>>
    : Response;

/** Answers a route. The request is validated; `c` gives caller and audit log. */
export type Handler<Name extends RouteName> = (
  asked: Checked<Name> & { c: Context },
) => Handled<Name> | Promise<Handled<Name>>;

/** The handlers of a table of routes; a missing one does not compile. */
export type Handlers<Table> = { [Name in keyof Table & RouteName]: Handler<Name> };

/** Serves every route of the table by its handler, after the role check. */
export function serveRoutes(
  api: Hono,
  deps: GuardDeps,
  handlers: { [Name in RouteName]: Handler<Name> },
): void {
  for (const row of ROWS) {
    // TypeScript can't relate handler and row inside a loop over all of them.
    const handle = handlers[row.name] as (asked: unknown) => unknown;
    api.on(
      row.method,
      row.path,
      guarded(deps, row, (c) => answer(c, row, handle)),
    );
  }
}

async function answer(c: Context, row: RouteRow, handle: (asked: unknown) => unknown): Promise<Response> {
  const query = row.query && readQuery(c, row.query);
  const body = row.body && (await readBody(c, row.body));
  const handled = await handle({ c, params: c.req.param(), query, body });
  if ('answer' in row) return c.json(handled as object);
  if ('line' in row) return ndjson(handled as AsyncGenerator<object, unknown>);
  return handled as Response;
}
