import type { Hono } from 'hono';
import type { Role } from '../contract/people.ts';
import { COMPLIANCE_ROWS } from './compliance-rows.ts';
import { OPERATIONS_ROWS } from './operations-rows.ts';

/** What a route does, and who may ask for it. */
export interface RouteRow {
  method: 'GET' | 'POST' | 'PUT';
  /** As it is registered, below `/api`. */
  path: string;
  /** Of several, any is enough. `anyone`: also who has not said who they are. */
  role: Role | readonly Role[] | 'anyone';
  effect: 'read' | 'view-evidence' | 'write';
  /** The action that the audit log knows it as; `own`: the route writes its entries by itself. */
  audit?: string;
}

/** Every route of the API. */
export const ROUTES: readonly RouteRow[] = [...OPERATIONS_ROWS, ...COMPLIANCE_ROWS];

const keyOf = ({ method, path }: { method: string; path: string }): string => `${method} ${path}`;

const TABLE = new Map(ROUTES.map((row) => [keyOf(row), row]));

/** The row of a route, by the method and path it was registered with. */
export const rowOf = (route: { method: string; path: string }): RouteRow | undefined =>
  TABLE.get(keyOf(route));

/** Throws unless every route of `api` is in the table: one that is not would have no role. */
export function requireRows(api: Hono): void {
  const missing = api.routes.filter((route) => route.method !== 'ALL' && rowOf(route) === undefined);
  if (missing.length > 0)
    throw new Error(`not in the table of routes: ${[...new Set(missing.map(keyOf))].join(', ')}`);
}
