import type { KeptNotes } from '../../adapters/kept-notes.ts';
import type { AuditNote } from '../../domain/people/audit.ts';
import { copy, readAtOnce, readable } from './plain.ts';

/** Kept notes in the given object, by key; every call is one atomic read or write. */
export const memoryKeptNotes = (data: Record<string, AuditNote> = {}): KeptNotes => {
  let made = 0;
  return {
    async keep(note, at) {
      made += 1;
      data[`${at}#${made}`] = copy(note);
    },
    all: () =>
      readAtOnce(() =>
        Object.keys(data)
          .sort()
          .flatMap((key) => readable([data[key] as AuditNote]).map((note) => ({ key, note: copy(note) }))),
      ),
    async drop(key) {
      delete data[key];
    },
  };
};
