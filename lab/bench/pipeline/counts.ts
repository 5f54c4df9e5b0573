/** Number of calls by name, such as `ledger.open`. */
export type Counts = Map<string, number>;

export const count = (counts: Counts, call: string): void =>
  void counts.set(call, (counts.get(call) ?? 0) + 1);

/** Wraps the objects so that their calls are counted. */
export function counted<Objects extends Record<string, object>>(counts: Counts, objects: Objects): Objects {
  const around = (name: string, target: object) =>
    new Proxy(target, {
      get(of, method) {
        const found: unknown = Reflect.get(of, method);
        if (typeof found !== 'function') return found;
        return (...args: unknown[]) => {
          count(counts, `${name}.${String(method)}`);
          return (found as (...args: unknown[]) => unknown).apply(of, args);
        };
      },
    });
  return Object.fromEntries(
    Object.entries(objects).map(([name, target]) => [name, around(name, target)]),
  ) as Objects;
}
