import type { Payload } from './trace.ts';

/** A value that is in the record (kept) or was computed from it (derived). */
export interface Field {
  value: unknown;
  kept: boolean;
}

/** Values by name; undefined if the record does not contain them. */
export type Fields = Record<string, Field | undefined>;

export const kept = (value: unknown): Field | undefined =>
  value === undefined ? undefined : { value, kept: true };

export const derived = (value: unknown): Field | undefined =>
  value === undefined ? undefined : { value, kept: false };

/** All fields of an object that the record contains as a whole. */
export const allKept = (value: object | undefined): Fields =>
  Object.fromEntries(Object.entries(value ?? {}).map(([name, each]) => [name, kept(each)]));

export function payloadOf(fields: Fields | undefined): Payload | undefined {
  const known = Object.entries(fields ?? {}).flatMap(([name, field]) => (field ? [{ name, ...field }] : []));
  if (known.length === 0) return undefined;
  return {
    value: Object.fromEntries(known.map(({ name, value }) => [name, value])),
    kept: known.flatMap((field) => (field.kept ? [field.name] : [])),
  };
}
