import { UnsupportedDefinition } from './errors.ts';
import { isObject } from './json.ts';

/** An object in the definition that is being loaded, and its location. */
export interface Section {
  /** Its state; undefined for the top level. */
  readonly state: string | undefined;
  /** Its path in the state, ending in `/` unless empty: `Retry[0]/`. */
  readonly path: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Reads an object and refuses fields that are not in `known`. */
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

/** Throws UnsupportedDefinition for a field of the section. */
export function refuse(section: Section, field: string, why: string): never {
  throw new UnsupportedDefinition({ state: section.state, field: section.path + field }, why);
}

/** A required string. */
export function readText(section: Section, field: string): string {
  const value = section.fields[field];
  return typeof value === 'string' && value !== '' ? value : refuse(section, field, 'must be a string');
}

/** Maximum seconds of a wait or time-out, and maximum attempts of a retrier. */
export const MOST = 99_999_999;

/** An optional whole number from `least` to `most`. */
export function readInteger<Otherwise>(
  section: Section,
  field: string,
  { least, most = MOST, otherwise }: { least: number; most?: number; otherwise: Otherwise },
): number | Otherwise {
  const value = section.fields[field];
  if (value === undefined) return otherwise;
  if (typeof value === 'number' && Number.isInteger(value) && least <= value && value <= most) return value;
  return refuse(section, field, `must be a whole number, at least ${least} and at most ${most}`);
}

/** A required list with at least one element. */
export function readList(section: Section, field: string): readonly unknown[] {
  const value = section.fields[field];
  if (Array.isArray(value) && value.length > 0) return value;
  return refuse(section, field, 'must be a list with at least one element');
}

/** Refuses a query language other than JSONata. */
export function requireJsonata(section: Section): void {
  if (section.fields['QueryLanguage'] !== 'JSONata') refuse(section, 'QueryLanguage', 'must be JSONata');
}
