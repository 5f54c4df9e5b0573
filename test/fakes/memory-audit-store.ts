import type { AuditLine, AuditStore } from '../../adapters/audit-store.ts';
import { asked, copy, readAtOnce } from './plain.ts';

/** Day -> place -> line. */
export type AuditData = Record<string, Record<number, AuditLine>>;

/** An audit store in the given objects, lines and listed days; every call is one atomic read or write. */
export function memoryAuditStore(data: AuditData, listed = new Set<string>()): AuditStore {
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

    lines: (day, { after, newestFirst = false, skipped } = {}) =>
      readAtOnce(() => {
        const wanted = places(day).filter(
          (seq) => after === undefined || (newestFirst ? seq < after : seq > after),
        );
        const ordered = newestFirst ? wanted.reverse() : wanted;
        return asked(
          ordered.flatMap((seq) => data[day]?.[seq] ?? []),
          skipped,
        );
      }),

    async noteDay(day) {
      listed.add(day);
    },

    days: () => readAtOnce(() => [...listed].sort().reverse()),

    async forget(day, seq) {
      delete data[day]?.[seq];
    },
  };
}
