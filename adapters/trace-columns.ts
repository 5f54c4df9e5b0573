import type { TraceEntry } from '../domain/record/trace-part.ts';

/** An entry with times in milliseconds, each as the difference from the previous one; null for missing values. */
type Row = [
  state: string,
  entered: number,
  left: number | null,
  began: number | null,
  ended: number | null,
  retries?: number,
  error?: TraceEntry['error'],
];

/** Entries in the format of items; complete times would be most of their size. */
export const toRows = (entries: readonly TraceEntry[]): Row[] => {
  let before = 0;
  return entries.map(({ state, entered, left, began, ended, retries = 0, error }) => {
    const start = Date.parse(entered);
    const since = (time: string | undefined) => (time === undefined ? null : Date.parse(time) - start);
    const row: Row = [state, start - before, since(left), since(began), since(ended)];
    before = start;
    if (error) row.push(retries, error);
    else if (retries > 0) row.push(retries);
    return row;
  });
};

export const fromRows = (rows: readonly Row[]): TraceEntry[] => {
  let before = 0;
  return rows.map(([state, entered, left, began, ended, retries = 0, error]) => {
    const start = before + entered;
    before = start;
    const at = (ms: number | null) => new Date(start + (ms ?? 0)).toISOString();
    return {
      state,
      entered: at(0),
      ...(left === null ? {} : { left: at(left) }),
      ...(began === null ? {} : { began: at(began) }),
      ...(ended === null ? {} : { ended: at(ended) }),
      ...(retries > 0 ? { retries } : {}),
      ...(error ? { error } : {}),
    };
  });
};
