import type { KeptNote, KeptNotes } from '../../adapters/kept-notes.ts';
import { ascending } from '../../domain/values/sorting.ts';
import { copy, readAtOnce } from './plain.ts';

/** Kept notes in the given list; every call is one atomic read or write. */
export const memoryKeptNotes = (data: KeptNote[] = []): KeptNotes => {
  let made = 0;
  return {
    async keep(note, at) {
      made += 1;
      data.push({ key: `${at}#${made}`, note: copy(note) });
    },
    all: () => readAtOnce(() => copy(data).sort(ascending(({ key }) => key))),
    async drop(key) {
      const at = data.findIndex((each) => each.key === key);
      if (at >= 0) data.splice(at, 1);
    },
  };
};
