import { useSearchParams } from 'react-router';

/** A filter in the address, and functions to change it: a shared address shows the same. */
export function useUrlFilter<Name extends string>(names: readonly Name[]) {
  const [parameters, setParameters] = useSearchParams();
  const filter: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = parameters.get(name);
    if (value !== null && value !== '') filter[name] = value;
  }
  const change = (changes: Partial<Record<Name, string>>) =>
    setParameters((before) => {
      const after = new URLSearchParams(before);
      for (const [name, value] of Object.entries<string | undefined>(changes)) {
        if (value === undefined || value === '') after.delete(name);
        else after.set(name, value);
      }
      return after;
    });
  const clear = () =>
    setParameters((before) => {
      const after = new URLSearchParams(before);
      for (const name of names) after.delete(name);
      return after;
    });
  return { filter, change, clear };
}
