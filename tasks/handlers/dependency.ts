import * as z from 'zod';

/** A dependency of a task, made from the environment of its function. */
export interface Dependency<Value> {
  /** The environment variables with their schemas. */
  variables: z.ZodRawShape;
  make(env: never): Value;
  /** Awaited before each call, for example a connection. */
  ready?: () => Promise<void>;
}

/** Declares a dependency: its variables, how to make it, and what to await before each call. */
export const dependency = <Shape extends z.ZodRawShape, Value>(
  variables: Shape,
  make: (env: z.infer<z.ZodObject<Shape>>) => Value,
  ready?: () => Promise<void>,
): Dependency<Value> => ({ variables, make, ...(ready ? { ready } : {}) });

/** A dependency for each of `Deps`. */
export type Dependencies<Deps> = { [Name in keyof Deps]: Dependency<Deps[Name]> };

/** Makes the dependencies from the environment. Throws a ZodError that names each missing or wrong variable. */
export function fromEnvironment<Deps>(
  declared: Dependencies<Deps>,
  environment: NodeJS.ProcessEnv = process.env,
): { deps: Deps; ready: () => Promise<void> } {
  const all = Object.entries(declared) as [string, Dependency<unknown>][];
  const env = z.object(Object.assign({}, ...all.map(([, { variables }]) => variables))).parse(environment);
  return {
    deps: Object.fromEntries(all.map(([name, each]) => [name, each.make(env as never)])) as Deps,
    async ready() {
      for (const [, each] of all) await each.ready?.();
    },
  };
}
