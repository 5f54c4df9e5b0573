/** The path of a route below `/api`, with its parameters replaced by the escaped values. */
export const pathOf = (name: string, params: Record<string, string> = {}): string =>
  name
    .slice(name.indexOf(' ') + 1)
    .replaceAll(/:(\w+)/g, (_, parameter: string) => encodeURIComponent(params[parameter] ?? ''));
