import type { AuditLine, AuditStore } from '../../adapters/audit-store.ts';
import { copy, readAtOnce } from './plain.ts';

/** Day -> place -> line. */
export type AuditData = Record<string, Record<number, AuditLine>>;

/** An audit store in the object given; every call is one atomic read or write of it. */
export function memoryAuditStore(data: AuditData): AuditStore {
  const places = (day: string) =>
    Object.keys(data[day] ?? {})
      .map(Number)
      .sort((a, b) => a - b);
  const lineAt = (day: string, seq: number | undefined) =>
    seq === undefined ? undefined : copy(data[day]?.[seq]);

  return {
    async put(day, seq, line) {
      const lines = data[day] ?? {};
      if (lines[seq] !== undefined) return false;
      data[day] = { ...lines, [seq]: copy(line) };
      return true;
    },

    last: async (day) => lineAt(day, places(day).at(-1)),

    lines: (day, { after, newestFirst = false } = {}) =>
      readAtOnce(() => {
        const wanted = places(day).filter(
          (seq) => after === undefined || (newestFirst ? seq < after : seq > after),
        );
        return (newestFirst ? wanted.reverse() : wanted).flatMap((seq) => lineAt(day, seq) ?? []);
      }),

    async noteDay(day) {
      data[day] ??= {};
    },

    days: () =>
      readAtOnce(() =>
        Object.keys(data)
          .filter((day) => day !== '1970-01-01')
          .sort()
          .reverse(),
      ),

    async forget(day, seq) {
      delete data[day]?.[seq];
    },
  };
}
