import * as z from 'zod';

/** The first difference of two values, with both sides; a missing side is absent. */
export const Difference = z.object({
  /** For example `decision.trail[3].verdict`. */
  path: z.string(),
  recorded: z.unknown().optional(),
  again: z.unknown().optional(),
});
export type Difference = z.infer<typeof Difference>;

/**
 * The first difference between two values as JSON, in the order of their keys; undefined if they are equal. An undefined
 * field equals an absent one.
 */
export function firstDifference(recorded: unknown, again: unknown, path: string): Difference | undefined {
  if (Object.is(recorded, again)) return undefined;
  const [one, other] = [partsOf(recorded), partsOf(again)];
  if (one === undefined || other === undefined || Array.isArray(recorded) !== Array.isArray(again))
    return {
      path,
      ...(recorded === undefined ? {} : { recorded }),
      ...(again === undefined ? {} : { again }),
    };
  for (const key of new Set([...one.keys(), ...other.keys()])) {
    const at = Array.isArray(recorded) ? `${path}[${key}]` : `${path}.${key}`;
    const difference = firstDifference(one.get(key), other.get(key), at);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

const partsOf = (value: unknown): Map<string, unknown> | undefined =>
  typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
