import type { PolicyTerms } from '../policy/policy.ts';
import type { PolicyWarning } from './warning.ts';

/**
 * Terms of the version in force that the new file does not contain, so that they end or return to their defaults. A file that
 * lacks a bound must not remove it silently.
 */
export const leftOut = (before: PolicyTerms, after: PolicyTerms, given: unknown): PolicyWarning[] =>
  leaves(before).flatMap(([at, was]) => {
    if (valueAt(given, at) !== undefined) return [];
    const now = valueAt(after, at);
    if (JSON.stringify(now) === JSON.stringify(was)) return [];
    const becomes = now === undefined ? 'it no longer holds' : `it is ${JSON.stringify(now)} again`;
    return [{ at, message: `is left out; it was ${JSON.stringify(was)}, and ${becomes}` }];
  });

// A list is one term: its entries have no names to compare.
function leaves(value: unknown, path: string[] = []): [at: string, value: unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return value === undefined ? [] : [[path.join('.'), value]];
  return Object.entries(value).flatMap(([name, each]) => leaves(each, [...path, name]));
}

const valueAt = (value: unknown, at: string): unknown =>
  at.split('.').reduce<unknown>((each, name) => (each as Record<string, unknown> | undefined)?.[name], value);
