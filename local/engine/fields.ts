import { UnsupportedDefinition } from './errors.ts';
import { isObject } from './json.ts';

/** An object in the definition that is being loaded, and where it stands. */
export interface Section {
  /** The state that it belongs to; undefined for the top level. */
  readonly state: string | undefined;
  /** Its path in the state, ending in `/` unless empty: `Retry[0]/`. */
  readonly path: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Reads an object and refuses every field in it that is not in `known`. */
export function readSection(
  value: unknown,
  known: readonly string[],
  at: { state?: string | undefined; path: string },
): Section {
  const { state, path } = at;
  if (!isObject(value))
    throw new UnsupportedDefinition({ state, field: path || 'definition' }, 'must be an object');
  const prefix = path && `${path}/`;
  for (const field of Object.keys(value)) {
    if (!known.includes(field)) {
      throw new UnsupportedDefinition({ state, field: prefix + field }, 'is not implemented by this engine');
    }
  }
  return { state, path: prefix, fields: value };
}

/** Throws the refusal of a field of the section. */
export function refuse(section: Section, field: string, why: string): never {
  throw new UnsupportedDefinition({ state: section.state, field: section.path + field }, why);
}

/** A field that must be a text, and must be there. */
export function readText(section: Section, field: string): string {
  const value = section.fields[field];
  return typeof value === 'string' && value !== '' ? value : refuse(section, field, 'must be a string');
}

/** A field that may be left out, and must otherwise be a whole number of at least `least`. */
export function readInteger(section: Section, field: string, least: number, otherwise: number): number {
  const value = section.fields[field] ?? otherwise;
  if (typeof value === 'number' && (Number.isInteger(value) || value === otherwise) && value >= least)
    return value;
  return refuse(section, field, `must be a whole number, at least ${least}`);
}

/** A field that must be a list with something in it. */
export function readList(section: Section, field: string): readonly unknown[] {
  const value = section.fields[field];
  if (Array.isArray(value) && value.length > 0) return value;
  return refuse(section, field, 'must be a list with at least one element');
}

/** Refuses a query language other than JSONata. */
export function requireJsonata(section: Section): void {
  if (section.fields['QueryLanguage'] !== 'JSONata') refuse(section, 'QueryLanguage', 'must be JSONata');
}
