import { useSearchParams } from 'react-router';
import type { SearchFilter } from '../../../../api/routes/search.ts';

const FILTERS = [
  'product',
  'outcome',
  'kind',
  'since',
  'until',
  'reason',
  'error',
  'stage',
  'guardrail',
  'model',
  'policy',
  'source',
  'event',
] as const satisfies readonly (keyof SearchFilter)[];
export type FilterName = (typeof FILTERS)[number];

/** The filter in the address, and a function to change it: a shared address shows the same events. */
export function useFilter() {
  const [parameters, setParameters] = useSearchParams();
  const filter: SearchFilter = {};
  for (const name of FILTERS) {
    const value = parameters.get(name);
    if (value !== null && value !== '') filter[name] = value;
  }
  const change = (changes: SearchFilter | Record<FilterName, undefined>) =>
    setParameters((before) => {
      const after = new URLSearchParams(before);
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined || value === '') after.delete(name);
        else after.set(name, value);
      }
      return after;
    });
  const clear = () => setParameters({});
  return { filter, change, clear };
}
