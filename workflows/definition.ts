import { readFileSync } from 'node:fs';
import { TERMS } from './terms.ts';
import { traced } from './traced.ts';

/** The workflow in plain Amazon States Language, with placeholders. Terms are expanded, and every task adds to the trace. */
export const definitionText = (): string => {
  const { States, ...rest } = JSON.parse(
    readFileSync(new URL('./reprice.asl.json', import.meta.url), 'utf8'),
    (_, value) => spellOut(value),
  );
  return JSON.stringify({ ...rest, States: traced(States) }, null, 2);
};

/** Expands terms: in a list to their members, in an expression to a JSONata list, alone to their value. */
function spellOut(value: unknown): unknown {
  if (Array.isArray(value)) return value.flat();
  if (typeof value !== 'string') return value;
  const term = TERMS[value];
  if (term !== undefined) return term;
  return value.replaceAll(/@(outages|unclear)/g, (name) => listOf(TERMS[name] as string[]));
}

const listOf = (errors: readonly string[]): string => `[${errors.map((error) => `'${error}'`).join(', ')}]`;

/** The names in `${…}` that need a binding. */
export const placeholders = (text: string): string[] => [
  ...new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name ?? '')),
];

/** The workflow with all placeholders bound. Throws for a missing binding and for an unknown one. */
export function loadDefinition(bindings: Record<string, string>): unknown {
  const text = definitionText();
  const wanted = placeholders(text);
  const unbound = wanted.filter((name) => bindings[name] === undefined);
  const unused = Object.keys(bindings).filter((name) => !wanted.includes(name));
  if (unbound.length > 0) throw new Error(`the workflow has no bindings for ${unbound.join(', ')}`);
  if (unused.length > 0) throw new Error(`the workflow has no placeholder ${unused.join(', ')}`);
  return JSON.parse(
    text.replace(/\$\{(\w+)\}/g, (_, name: string) => JSON.stringify(bindings[name]).slice(1, -1)),
  );
}
