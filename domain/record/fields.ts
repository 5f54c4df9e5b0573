import type { Payload } from './trace.ts';

/** A value that stands in the record as it was, or was derived from it. */
export interface Field {
  value: unknown;
  kept: boolean;
}

/** Values by name; undefined for what the record does not tell. */
export type Fields = Record<string, Field | undefined>;

export const kept = (value: unknown): Field | undefined =>
  value === undefined ? undefined : { value, kept: true };

export const derived = (value: unknown): Field | undefined =>
  value === undefined ? undefined : { value, kept: false };

/** Every field of an object that the record keeps as a whole. */
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
