import { ROUTES, type RouteName } from './routes/index.ts';
import type { Route } from './routes/route.ts';

/** A route with its method and path; `path` is below `/api`. */
export type RouteRow = Route & { name: RouteName; method: string; path: string };

/** Every route, in matching order. */
export const ROWS: readonly RouteRow[] = (Object.entries(ROUTES) as [RouteName, Route][]).map(
  ([name, route]) => ({ ...route, name, ...placeOf(name) }),
);

function placeOf(name: RouteName): { method: string; path: string } {
  const at = name.indexOf(' ');
  return { method: name.slice(0, at), path: name.slice(at + 1) };
}
