import * as z from 'zod';

/** Something that a task depends on, made from the environment of its function. */
export interface Dependency<Value> {
  /** The variables of the environment that it reads, each with its schema. */
  variables: z.ZodRawShape;
  make(env: never): Value;
  /** What each call waits for first, such as a connection. */
  ready?: () => Promise<void>;
}

/** Declares a dependency: the variables that it reads, how it is made of them, and what each call waits for first. */
export const dependency = <Shape extends z.ZodRawShape, Value>(
  variables: Shape,
  make: (env: z.infer<z.ZodObject<Shape>>) => Value,
  ready?: () => Promise<void>,
): Dependency<Value> => ({ variables, make, ...(ready ? { ready } : {}) });

/** A dependency for each of `Deps`. */
export type Dependencies<Deps> = { [Name in keyof Deps]: Dependency<Deps[Name]> };

/** Makes the dependencies from the environment. Throws a ZodError that names each variable that is missing or wrong. */
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
