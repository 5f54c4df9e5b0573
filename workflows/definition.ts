import { readFileSync } from 'node:fs';

/** The workflow as it stands in the repository, with its placeholders. */
export const definitionText = (): string =>
  readFileSync(new URL('./reprice.asl.json', import.meta.url), 'utf8');

/** The names in `${…}` that the workflow wants bound. */
export const placeholders = (text: string): string[] => [
  ...new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name ?? '')),
];

/** The workflow with every placeholder bound. Throws when one is not, or when a binding is of no use. */
export function loadDefinition(bindings: Record<string, string>): unknown {
  const text = definitionText();
  const wanted = placeholders(text);
  const unbound = wanted.filter((name) => bindings[name] === undefined);
  const unused = Object.keys(bindings).filter((name) => !wanted.includes(name));
  if (unbound.length > 0) throw new Error(`the workflow wants bindings for ${unbound.join(', ')}`);
  if (unused.length > 0) throw new Error(`the workflow has no placeholder ${unused.join(', ')}`);
  return JSON.parse(
    text.replace(/\$\{(\w+)\}/g, (_, name: string) => JSON.stringify(bindings[name]).slice(1, -1)),
  );
}
